"""Durable transactions and their queue."""

import threading

import pytest
from django.db import connection

from drypoint.foundation.core.writing import FairLock, durable


@pytest.mark.django_db
def test_a_durable_block_cannot_be_opened_inside_another() -> None:
    with durable(), pytest.raises(RuntimeError, match="inside another"), durable():
        pass


@pytest.mark.django_db
def test_a_failed_block_hands_the_queue_on() -> None:
    with pytest.raises(ZeroDivisionError), durable():
        raise ZeroDivisionError
    with durable():
        assert connection.in_atomic_block


def test_writers_are_served_in_the_order_of_asking() -> None:
    lock = FairLock()
    lock.acquire()
    served: list[int] = []
    asking = []

    def writer(number: int) -> None:
        lock.acquire()
        served.append(number)
        lock.release()

    for number in range(5):
        thread = threading.Thread(target=writer, args=(number,))
        thread.start()
        while len(lock._waiting) <= number:
            pass
        asking.append(thread)
    lock.release()
    for thread in asking:
        thread.join()
    assert served == [0, 1, 2, 3, 4]
    assert lock.longest_wait > 0
