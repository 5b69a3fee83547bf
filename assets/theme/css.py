"""The tokens as CSS custom properties, for the web pages.

`stylesheet()` is served as it is. Names: `--ting-ink`, `--ting-on-primary`, `--ting-type-body`,
`--ting-space-m`, `--ting-radius`, `--ting-target`, `--ting-gap`, `--ting-motion-normal`, `--ting-font`,
`--ting-line-height`.
A page is a phone page unless its root says `data-surface="console"` (or kiosk, desk, wall); large type is
`data-type="large"` on the same element. `python -m assets.theme.css` prints it.
"""

from dataclasses import asdict

import click

from assets.theme.tokens import Look, Surface, look

FALLBACK_FAMILIES = '"Noto Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif'
"""A phone brings its own Chinese font; these are asked for in turn after Ting's own."""


def _name(role: str) -> str:
    return role.replace("_", "-")


def declarations(chosen: Look, *, colours: bool = True) -> dict[str, str]:
    """Return the custom properties of one look, name to value, in the order of the tokens."""
    found: dict[str, str] = {}
    if colours:
        found |= {f"--ting-{_name(role)}": value for role, value in asdict(chosen.palette).items()}
    found |= {f"--ting-type-{_name(role)}": f"{size}px" for role, size in asdict(chosen.type).items()}
    if colours:
        found |= {f"--ting-space-{role}": f"{size}px" for role, size in asdict(chosen.space).items()}
        found |= {
            "--ting-radius": f"{chosen.radius}px",
            "--ting-target": f"{chosen.target}px",
            "--ting-gap": f"{chosen.gap}px",
            "--ting-stroke": f"{chosen.stroke}px",
            "--ting-motion-quick": f"{chosen.motion.quick}ms",
            "--ting-motion-normal": f"{chosen.motion.normal}ms",
            "--ting-motion-slow": f"{chosen.motion.slow}ms",
            "--ting-font": f'"{chosen.font.family}", {FALLBACK_FAMILIES}',
            "--ting-line-height": str(chosen.font.line_height),
            "--ting-number-line-height": str(chosen.font.number_line_height),
        }
    return found


def rule(selector: str, properties: dict[str, str]) -> str:
    """Return one CSS rule."""
    lines = "".join(f"  {name}: {value};\n" for name, value in properties.items())
    return f"{selector} {{\n{lines}}}\n"


def stylesheet(default: Surface = Surface.PHONE) -> str:
    """Return the custom properties of all surfaces; `default` stands on `:root` without an attribute."""
    rules = [rule(":root", declarations(look(default)))]
    rules.append(rule(':root[data-type="large"]', declarations(look(default, large=True), colours=False)))
    for surface in Surface:
        if surface is default:
            continue
        at = f':root[data-surface="{surface}"]'
        rules.append(rule(at, declarations(look(surface))))
        rules.append(rule(f'{at}[data-type="large"]', declarations(look(surface, large=True), colours=False)))
    rules.append(
        "@media (prefers-reduced-motion: reduce) {\n"
        "  :root { --ting-motion-quick: 0ms; --ting-motion-normal: 0ms; --ting-motion-slow: 0ms; }\n}\n"
    )
    return "\n".join(rules)


if __name__ == "__main__":
    click.echo(stylesheet(), nl=False)
