// A definition opens beside its button; without script the browser shows it in a corner.

const GAP = 8;

export function placeDefinitions() {
  document.addEventListener(
    "toggle",
    (event) => {
      const note = event.target;
      if (event.newState !== "open" || !note.matches?.(".definition")) return;
      const button = document.querySelector(`[popovertarget="${CSS.escape(note.id)}"]`).getBoundingClientRect();
      const { width, height } = note.getBoundingClientRect();
      const left = Math.min(button.left, innerWidth - width - 2 * GAP);
      const fits = button.bottom + GAP + height < innerHeight;
      note.style.left = `${Math.max(GAP, left)}px`;
      note.style.top = `${fits ? button.bottom + GAP : Math.max(GAP, button.top - height - GAP)}px`;
    },
    true,
  );
}
