"""Numbers of tickets: prefix and ordinal, allocated through blocks and never twice on a date.

A block is granted (and stored) before its first number is used. The hub is its own first holder; kiosks will lease
blocks of theirs in the same way.
"""

from hub.contract.events import BlockGranted
from hub.contract.vocabulary import BusinessDate
from hub.core.hall import Block, Hall

HUB_HOLDER = "hub"


def number_of(prefix: str, ordinal: int) -> str:
    """``A001``; from 1000 on four digits: ``A1000``."""
    return f"{prefix}{ordinal:03d}"


def next_ordinal(hall: Hall, prefix: str, date: BusinessDate, block_size: int) -> tuple[int, BlockGranted | None]:
    """The ordinal to issue now, and the block that must be granted first if the hub's block is used up."""
    block = hall.hub_block(prefix)
    if block is not None and block.next <= block.last:
        return block.next, None
    first = 1 + max((block.last for block in hall.blocks.values() if block.prefix == prefix), default=0)
    grant = BlockGranted(
        business_date=date,
        prefix=prefix,
        first=first,
        last=first + block_size - 1,
        holder=HUB_HOLDER,
        lease_epoch=0,
    )
    return first, grant


def granted(grant: BlockGranted) -> Block:
    """The block that a grant makes."""
    return Block(
        grant.business_date, grant.prefix, grant.first, grant.last, grant.holder, grant.lease_epoch, grant.first
    )
