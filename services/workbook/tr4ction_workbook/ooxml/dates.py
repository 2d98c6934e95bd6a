"""Serial dates (clause 18.17.4)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

_EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001  a workbook's dates have no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_PHANTOM_LEAP_DAY = 60  # the 1900 system counts a 29 February 1900 that never was
_MAX_SERIAL = 2_958_466


def serial_to_datetime(serial: float, date_1904: bool = False) -> datetime | None:
    """The moment a serial number stands for, to the second; None outside the system's years."""
    if not 0 <= serial < _MAX_SERIAL:
        return None
    if date_1904:
        moment = _EPOCH_1904 + timedelta(days=serial)
    elif serial < _PHANTOM_LEAP_DAY:
        moment = _EPOCH_1900 + timedelta(days=serial + 1)
    else:
        moment = _EPOCH_1900 + timedelta(days=serial)
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def datetime_to_serial(moment: datetime, date_1904: bool = False) -> float | None:
    """The serial number of a moment without zone; None before the system's first day."""
    since = moment - (_EPOCH_1904 if date_1904 else _EPOCH_1900)
    days = since / timedelta(days=1)
    if not date_1904 and days < _PHANTOM_LEAP_DAY + 1:
        days -= 1
    first = 0 if date_1904 else 1
    return days if days >= first else None


def time_to_serial(moment: time) -> float:
    """The part of a day."""
    return (datetime.combine(_EPOCH_1904, moment) - _EPOCH_1904) / timedelta(days=1)
