"""What a kiosk offers: the businesses that are served in the area in which it stands."""

from dataclasses import replace

from hub.contract.notices import HallView
from hub.contract.vocabulary import AreaId


def offered(hall: HallView, area_id: AreaId) -> HallView:
    """The hall as this kiosk shows it. A kiosk of one area does not send people to another building; a business that
    no window serves stays, with its reason, for it may be on its way here. Without an area everything is offered."""
    if not any(area.area_id == area_id for area in hall.areas):
        return hall
    here = {item for window in hall.windows if window.area_id == area_id for item in window.businesses}
    anywhere = {item for window in hall.windows for item in window.businesses}
    shown = tuple(item for item in hall.businesses if item.business_id in here or item.business_id not in anywhere)
    return replace(hall, businesses=shown)
