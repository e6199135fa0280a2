"""Names of players' platforms: one name a platform, and the word of its icon."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "Konvergo": "Plex Media Player",
        "Mystery 3": "Playstation 3",
        "Mystery 4": "Playstation 4",
        "Mystery 5": "Xbox 360",
        "WebMAF": "Playstation 4",
        "windows": "Windows",
        "osx": "macOS",
        "macos": "macOS",
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "android": "android",
        "apple tv": "atv",
        "chrome": "chrome",
        "chromecast": "chromecast",
        "dlna": "dlna",
        "firefox": "firefox",
        "internet explorer": "ie",
        "ios": "ios",
        "ipad": "ios",
        "iphone": "ios",
        "kodi": "kodi",
        "linux": "linux",
        "macos": "macos",
        "microsoft edge": "msedge",
        "netcast": "lg",
        "nexus": "android",
        "opera": "opera",
        "osx": "macos",
        "playstation": "playstation",
        "plex home theater": "plex",
        "plex media player": "plex",
        "plexamp": "plexamp",
        "plextogether": "synclounge",
        "roku": "roku",
        "safari": "safari",
        "samsung": "samsung",
        "synclounge": "synclounge",
        "tivo": "tivo",
        "tizen": "samsung",
        "tvos": "atv",
        "vizio": "opera",
        "webos": "lg",
        "wiiu": "wiiu",
        "windows": "windows",
        "windows phone": "wp",
        "xbmc": "xbmc",
        "xbox": "xbox",
    }
)


def platform_title(platform: str) -> str:
    """The name of a platform as people know it.

    Examples:
        >>> platform_title("Konvergo"), platform_title("Roku")
        ('Plex Media Player', 'Roku')
    """
    return TITLES.get(platform, platform)


def platform_name(platform: str) -> str:
    """The word of a platform's icon, "default" for an unknown one.

    Longer keys come first because keys are tried in reverse alphabetical order.

    Examples:
        >>> platform_name("Chromecast Ultra"), platform_name("iPhone"), platform_name("")
        ('chromecast', 'ios', 'default')
    """
    wanted = platform.lower()
    return next((ICONS[key] for key in sorted(ICONS, reverse=True) if key in wanted), "default")
