"""Contrast of two colours, as WCAG 2.1 defines it (relative luminance, section 1.4.3)."""


def luminance(colour: str) -> float:
    """Return the relative luminance of `#RRGGBB`: 0.0 is black, 1.0 is white."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(text: str, ground: str) -> float:
    """Return the contrast ratio of two colours: 1.0 is none, 21.0 is black on white."""
    low, high = sorted((luminance(text), luminance(ground)))
    return (high + 0.05) / (low + 0.05)
