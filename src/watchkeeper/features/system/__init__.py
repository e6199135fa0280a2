"""The servers the house watches, the directory of their adapters, jobs, and the audit trail."""
