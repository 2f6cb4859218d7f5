"""How often something was tried: in windows, by key, also by many at once."""

import threading
from datetime import timedelta

from collect import accounts_tries as tries
from collect import database
from collect.models.accounts import LoginFailure
from tests.factories import NOW

WINDOW = timedelta(minutes=15)
KEY = tries.key("address", "10.0.0.1")


def count(*keys: str) -> None:
    with database.writing():
        tries.count(keys, WINDOW, NOW)


def test_tries_are_counted_by_key_and_window(house: str) -> None:
    other = tries.key("account", "10.0.0.1")
    for _ in range(3):
        count(KEY)
    count(other)
    assert tries.too_many([KEY], 3, WINDOW, NOW)
    assert tries.too_many([other, KEY], 3, WINDOW, NOW)
    assert not tries.too_many([KEY], 4, WINDOW, NOW)
    assert not tries.too_many([other], 3, WINDOW, NOW)
    assert not tries.too_many([KEY], 3, WINDOW, NOW + WINDOW)
    with database.writing():
        tries.forget(KEY)
    assert not tries.too_many([KEY], 1, WINDOW, NOW)


def test_a_window_that_is_over_begins_anew(house: str) -> None:
    count(KEY)
    with database.writing():
        tries.count([KEY], WINDOW, NOW + WINDOW)
    assert [(row.failures, row.window_start) for row in LoginFailure.select()] == [
        (1, NOW + WINDOW)
    ]


def test_many_who_try_at_once_for_the_first_time_are_all_counted(house: str) -> None:
    faults: list[BaseException] = []
    ready = threading.Barrier(6)

    def work() -> None:
        try:
            database.connect()
            ready.wait()
            count(KEY)
        except BaseException as fault:  # noqa: BLE001 (told by the main thread)
            faults.append(fault)
        finally:
            database.db.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert [row.failures for row in LoginFailure.select()] == [6]
