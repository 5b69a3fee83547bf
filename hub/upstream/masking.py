"""Names as the district may see them: the family name, and stars for the rest (张*, 欧阳**)."""

STAR = "*"

DOUBLE_FAMILY_NAMES = frozenset(
    (
        "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文",
        "司徒", "夏侯", "端木", "呼延", "南宫", "独孤", "轩辕", "百里", "东郭", "西门", "闻人", "公冶",
        "澹台", "赫连", "万俟", "申屠", "太史", "濮阳",
    )
)  # fmt: skip
"""Family names of two characters, 复姓."""


def masked_name(name: str) -> str:
    """Mask a person's name; a name of one character is masked whole."""
    name = name.strip()
    kept = 2 if name[:2] in DOUBLE_FAMILY_NAMES and len(name) > 2 else 1
    if len(name) <= 1:
        return STAR * len(name)
    return name[:kept] + STAR * (len(name) - kept)
