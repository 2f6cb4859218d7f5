"""Drafts: safe on the server from the first word, on whichever device, until they are sent."""

import threading
import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from collect import database, observations
from collect import observations_drafts as drafts
from collect.database import db
from collect.models.journal import JournalEntry
from collect.models.observations import Observation
from collect.models.observations_drafts import Draft
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import (
    NOW,
    a_certificate,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    a_visit,
    an_identity,
    an_instrument,
    an_observation,
    dimension_ids,
    observation_answers,
)

ID = "01010750160"
KEY = "6f7d9f7e-0a43-4a33-9c0c-0a4b6a0d3c11"
NOTE = {"cycles-0-note": "Rolig ved bordet"}


@pytest.fixture
def places(house: str) -> Any:
    """Ada and Bo observe in the same kindergarten; Cy observes far away."""

    class Places:
        network = a_network()
        here = a_kindergarten("Her", a_cohort(), network)
        far = a_kindergarten("Fjern", None, a_network())
        room, far_room = a_department(here), a_department(far)
        ada = an_identity("observer", here, network=frozenset({here.id}))
        bo = an_identity("observer", here, network=frozenset({here.id}))
        cy = an_identity("observer", far, network=frozenset({far.id}))

        @classmethod
        def answers(cls, content: dict[str, str], **more: Any) -> drafts.DraftAnswers:
            return drafts.DraftAnswers(cls.room.id, an_instrument().id, content, **more)

        @classmethod
        def save(
            cls,
            content: dict[str, str],
            base_version: int = 0,
            by: Identity | None = None,
            **more: Any,
        ) -> drafts.Saved:
            now = more.pop("now", NOW)
            key, device = more.pop("key", KEY), more.pop("device", "nettbrett")
            return drafts.save(
                key,
                cls.answers(content, **more),
                base_version=base_version,
                device=device,
                by=by or cls.ada,
                now=now,
            )

    return Places


def code_of(act: Any) -> str:
    with pytest.raises(RuleBroken) as refused:
        act()
    return refused.value.code


def test_a_draft_is_kept_from_the_first_word(places: Any) -> None:
    saved = places.save(NOTE)
    row = Draft.get()
    assert (row.key, row.person_id, row.department_id) == (
        KEY,
        places.ada.person_id,
        places.room.id,
    )
    assert (row.content, row.version, row.device) == (NOTE, 1, "nettbrett")
    assert (row.opened_at, row.saved_at) == (NOW, NOW)
    assert (saved.draft.id, saved.refused, saved.is_stale) == (row.id, [], False)


def test_each_change_is_a_version_and_the_same_again_is_none(places: Any) -> None:
    places.save(NOTE)
    later = NOW + timedelta(minutes=1)
    assert places.save(NOTE, 1, now=later).draft.version == 1
    assert places.save({"cycles-0-note": "Mer"}, 1, now=later).draft.version == 2
    row = Draft.get()
    assert (row.version, row.content["cycles-0-note"], row.saved_at) == (2, "Mer", later)


def test_a_save_whose_answer_was_lost_is_taken_again(places: Any) -> None:
    places.save(NOTE)
    places.save({"cycles-0-note": "Mer"}, 1)
    again = places.save({"cycles-0-note": "Mer"}, 1)
    assert (again.draft.version, again.is_stale) == (2, False)


def test_an_older_device_never_writes_over_a_newer(places: Any) -> None:
    places.save(NOTE)
    places.save({"cycles-0-note": "Fra nettbrettet"}, 1)
    stale = places.save({"cycles-0-note": "Fra den gamle"}, 1, device="pc")
    assert (stale.is_stale, stale.draft.version, stale.draft.device) == (True, 2, "nettbrett")
    assert stale.draft.content == {"cycles-0-note": "Fra nettbrettet"}
    assert Draft.get().content == {"cycles-0-note": "Fra nettbrettet"}
    assert not places.save({"cycles-0-note": "Fra den gamle"}, 2, device="pc").is_stale
    assert Draft.get().content == {"cycles-0-note": "Fra den gamle"}


def test_a_version_from_the_future_is_no_right_to_write(places: Any) -> None:
    places.save(NOTE)
    assert places.save({"cycles-0-note": "x"}, 9).is_stale
    assert Draft.get().content == NOTE


def test_a_national_identity_number_is_left_out_and_all_else_is_kept(places: Any) -> None:
    places.save(NOTE | {"semester": "2025-autumn"})
    saved = places.save({"cycles-0-note": f"Ring {ID}", "semester": "2025-spring"}, 1)
    assert [(e.code, e.field) for e in saved.refused] == [("text.national_id", "cycles-0-note")]
    assert Draft.get().content == NOTE | {"semester": "2025-spring"}
    assert saved.draft.version == 2


def test_a_devices_name_carries_no_number_either(places: Any) -> None:
    for name, kept in ((ID, ""), ("<b>iPad</b>", "biPadb"), ("x" * 99, "x" * 60), ("pc 2", "pc 2")):
        Draft.delete().execute()
        places.save(NOTE, device=name)
        assert Draft.get().device == kept


def test_what_is_too_much_is_refused_and_the_draft_stays(places: Any) -> None:
    places.save(NOTE)
    much = {f"cycles-{n}-note": "x" * 8000 for n in range(8)} | {
        f"cycles-{n}-activity": "ø" * 200 for n in range(8)
    }
    assert places.save(much, 1).draft.version == 2
    more = {f"cycles-{n}-note": "ø" * 8000 for n in range(8)}
    assert code_of(lambda: places.save(more, 2)) == "draft.large"
    assert Draft.get().version == 2


@pytest.mark.parametrize("key", ["", "x", "123", "nei" * 30])
def test_a_key_is_a_uuid(places: Any, key: str) -> None:
    assert code_of(lambda: places.save(NOTE, key=key)) == "submission.id"


def test_somebody_elses_draft_is_not_found(places: Any) -> None:
    places.save(NOTE)
    for who in (places.bo, places.cy):
        with pytest.raises(NotFound):
            places.save({"cycles-0-note": "Bo"}, 1, by=who)
        with pytest.raises(NotFound):
            drafts.draft(who, KEY)
        with pytest.raises(NotAllowed):
            drafts.discard(Draft.get(), by=who, now=NOW)
        assert drafts.drafts(who).count() == 0
    assert Draft.get().content == NOTE


@pytest.mark.parametrize(
    "role", ["staff", "leader", "director", "mentor", "coordinator", "sysadmin"]
)
def test_only_observers_have_drafts(places: Any, role: str) -> None:
    who = an_identity(role, places.here, places.room if role == "leader" else None)
    with pytest.raises(NotAllowed):
        places.save(NOTE, by=who)
    assert drafts.drafts(who).count() == 0


def test_the_house_itself_writes_none(places: Any) -> None:
    with pytest.raises(NotAllowed):
        places.save(NOTE, by=HOUSE)


def test_place_instrument_visit_and_correction_must_be_ones_own(places: Any) -> None:
    theirs = a_visit(places.room, None, state="proposed")
    other = Observation.get(Observation.reference == an_observation(places.room, places.bo))
    wrong = [
        drafts.DraftAnswers(places.far_room.id, an_instrument().id, NOTE),
        drafts.DraftAnswers(10**9, an_instrument().id, NOTE),
        drafts.DraftAnswers(places.room.id, 10**9, NOTE),
        drafts.DraftAnswers(places.room.id, an_instrument("infant").id, NOTE),
        places.answers(NOTE, visit_id=theirs.id),
        places.answers(NOTE, visit_id=10**9),
        places.answers(NOTE, corrects_id=other.id),
        places.answers(NOTE, corrects_id=10**9),
    ]
    for answers in wrong:
        with pytest.raises(NotFound):
            drafts.save(KEY, answers, by=places.ada, now=NOW)
    assert Draft.select().count() == 0


def test_a_draft_may_correct_what_one_sent_oneself(places: Any) -> None:
    person = a_person("Vera", places.here)
    vera = an_identity("observer", places.here, None, person, network=frozenset({places.here.id}))
    row = Observation.get(Observation.reference == an_observation(places.room, vera))
    places.save({"reason": "Feil skår"}, by=vera, corrects_id=row.id)
    assert (Draft.get().corrects_id, Draft.get().content) == (row.id, {"reason": "Feil skår"})


def test_a_draft_stays_what_it_was_begun_as(places: Any) -> None:
    places.save(NOTE)
    next_door = a_department(places.here)
    elsewhere = replace(places.answers({"semester": "x"}), department_id=next_door.id)
    assert (
        code_of(lambda: drafts.save(KEY, elsewhere, base_version=1, by=places.ada, now=NOW))
        == "draft.other"
    )
    assert code_of(lambda: places.save({"semester": "x"}, 1, is_practice=True)) == "draft.other"
    assert Draft.get().content == NOTE


def test_what_was_begun_can_be_gone_on_with_when_the_network_is_left(places: Any) -> None:
    places.save(NOTE)
    moved = replace(places.ada, network=frozenset(), grants=places.cy.grants)
    assert places.save({"cycles-0-note": "Mer"}, 1, by=moved).draft.version == 2


def test_sending_takes_the_draft_away_and_a_late_save_is_told_so(places: Any) -> None:
    places.save(NOTE)
    answers = observation_answers(places.room)
    reference = observations.record(
        answers, by=places.ada, submission_id=KEY, now=NOW, draft_version=1
    )
    assert Draft.select().count() == 0
    for base in (0, 1, 2):
        with pytest.raises(RuleBroken) as refused:
            places.save({"cycles-0-note": "For sent"}, base)
        assert (refused.value.code, refused.value.values) == (
            "draft.sent",
            {"reference": reference},
        )
    with pytest.raises(NotFound):
        places.save(NOTE, by=places.bo)
    assert Draft.select().count() == 0


def test_sent_twice_is_one_observation(places: Any) -> None:
    places.save(NOTE)
    answers = observation_answers(places.room)
    references = {
        observations.record(answers, by=places.ada, submission_id=KEY, now=NOW, draft_version=n)
        for n in (1, 1, 0)
    }
    assert (len(references), Observation.select().count()) == (1, 1)


def test_sending_from_an_older_device_is_refused_and_nothing_is_lost(places: Any) -> None:
    places.save(NOTE)
    places.save({"cycles-0-note": "Nyere, fra pc"}, 1, device="pc")
    answers = observation_answers(places.room)

    def send(version: int | None, device: str) -> str:
        return observations.record(
            answers, by=places.ada, submission_id=KEY, now=NOW, draft_version=version, device=device
        )

    assert code_of(lambda: send(1, "nettbrett")) == "draft.newer"
    assert code_of(lambda: send(1, "")) == "draft.newer"
    assert (Observation.select().count(), Draft.get().version) == (0, 2)
    send(1, "pc")  # the same device, whose last save was on its way
    assert (Observation.select().count(), Draft.select().count()) == (1, 0)


def test_having_seen_the_newer_one_may_send(places: Any) -> None:
    places.save(NOTE)
    places.save({"cycles-0-note": "Nyere"}, 1, device="pc")
    observations.record(
        observation_answers(places.room), by=places.ada, submission_id=KEY, now=NOW, draft_version=2
    )
    assert (Observation.select().count(), Draft.select().count()) == (1, 0)


def test_somebody_elses_draft_is_not_settled_by_a_key_that_is_the_same(places: Any) -> None:
    places.save(NOTE)
    observations.record(observation_answers(places.room), by=places.bo, submission_id=KEY, now=NOW)
    assert Draft.select().count() == 1


def test_a_practice_draft_cannot_be_sent(places: Any) -> None:
    places.save(NOTE, is_practice=True)
    answers = observation_answers(places.room)
    assert (
        code_of(lambda: observations.record(answers, by=places.ada, submission_id=KEY, now=NOW))
        == "draft.practice"
    )
    assert (Observation.select().count(), Draft.select().count()) == (0, 1)


def test_a_discarded_draft_is_gone_and_does_not_come_back_by_itself(places: Any) -> None:
    row = places.save(NOTE).draft
    drafts.discard(drafts.draft(places.ada, KEY), by=places.ada, now=NOW)
    line = JournalEntry.get(JournalEntry.act == "draft.discard")
    assert (line.act, line.record_id, line.kindergarten_id, line.old) == (
        "draft.discard",
        row.id,
        places.here.id,
        {"department": places.room.id},
    )
    with pytest.raises(NotFound):
        places.save({"cycles-0-note": "Etterpå"}, 1)
    assert places.save({"cycles-0-note": "Begynt på nytt"}).draft.version == 1


def test_saving_writes_no_line_in_the_journal(places: Any) -> None:
    before = JournalEntry.select().count()
    places.save(NOTE)
    places.save({"cycles-0-note": "Mer"}, 1)
    assert JournalEntry.select().count() == before


def test_practice_is_wiped_after_a_week_and_drafts_never(places: Any) -> None:
    keys = [str(uuid.uuid4()) for _ in range(3)]
    week = timedelta(days=7)
    places.save(NOTE, key=keys[0], is_practice=True, now=NOW - week - timedelta(seconds=1))
    places.save(NOTE, key=keys[1], is_practice=True, now=NOW - week)
    places.save(NOTE, key=keys[2], now=NOW - timedelta(days=400))
    assert drafts.wipe_practice(7, by=HOUSE, now=NOW) == 1
    assert {row.key for row in Draft.select()} == set(keys[1:])
    lines = JournalEntry.select().where(JournalEntry.act == "draft.wipe")
    assert [(line.actor, line.kindergarten_id) for line in lines] == [("tettpaa", None)]
    assert drafts.wipe_practice(7, by=HOUSE, now=NOW) == 0


def test_the_last_saved_comes_first_and_the_right_one_is_offered(places: Any) -> None:
    keys = [str(uuid.uuid4()) for _ in range(3)]
    for n, key in enumerate(keys):
        places.save(NOTE, key=key, is_practice=n == 2, now=NOW + timedelta(minutes=n))
    assert [row.key for row in drafts.drafts(places.ada)] == keys[::-1]
    offered = drafts.unsent(places.ada, places.room.id, is_practice=False)
    assert offered is not None
    assert offered.key == keys[1]
    practice = drafts.unsent(places.ada, places.room.id, is_practice=True)
    assert practice is not None
    assert practice.key == keys[2]
    assert drafts.unsent(places.bo, places.room.id, is_practice=False) is None


def test_the_list_costs_one_query_for_one_row_or_three(places: Any, count_queries: Any) -> None:
    for number in (1, 3):
        while Draft.select().count() < number:
            places.save(NOTE, key=str(uuid.uuid4()))
        with count_queries() as statements:
            rows = [
                (row.department.kindergarten.name, row.instrument.label_nb)
                for row in drafts.drafts(places.ada)
            ]
        assert (len(rows), len(statements)) == (number, 1)


def at_once(*acts: Any) -> list[Any]:
    """Do several things at the same moment; return what each gave or raised."""
    begin, results = threading.Barrier(len(acts)), [None] * len(acts)

    def work(n: int, act: Any) -> None:
        database.connect()
        begin.wait()
        try:
            results[n] = act()
        except Exception as error:  # noqa: BLE001 (told to the test)
            results[n] = error
        finally:
            db.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_devices_that_begin_at_once_make_one_draft_and_one_conflict(places: Any) -> None:
    for _ in range(5):
        Draft.delete().execute()
        done = at_once(
            *(
                lambda n=n: places.save({"cycles-0-note": f"Nummer {n}"}, device=f"nr {n}")
                for n in range(4)
            )
        )
        assert sorted(saved.is_stale for saved in done) == [False, True, True, True]
        assert Draft.select().count() == 1


def test_a_save_and_a_send_at_once_lose_nothing_and_double_nothing(places: Any) -> None:
    for _ in range(5):
        key = str(uuid.uuid4())
        places.save(NOTE, key=key)
        before = Observation.select().count()
        saved, sent = at_once(
            lambda key=key: places.save({"cycles-0-note": "Siste ord"}, 1, key=key),
            lambda key=key: observations.record(
                observation_answers(places.room),
                by=places.ada,
                submission_id=key,
                now=NOW,
                draft_version=1,
                device="nettbrett",
            ),
        )
        assert isinstance(sent, str)
        if isinstance(saved, RuleBroken):
            assert (saved.code, saved.values) == ("draft.sent", {"reference": sent})
        else:
            assert saved.draft.version == 2
        assert (Observation.select().count(), Draft.select().count()) == (before + 1, 0)


def test_content_may_hold_everything_a_sheet_asks(places: Any) -> None:
    content = {
        "observed_on": "2025-10-14",
        "semester": "2025-autumn",
        "cycles-0-started_at": "09:00",
        "cycles-2-length_reason": "Brannøvelse",
    } | {f"cycles-1-score-{d}": "5" for d in dimension_ids()}
    places.save(content)
    assert Draft.get().content == content


def test_a_visit_of_ones_own_is_kept_with_the_draft(places: Any) -> None:
    person = a_person("Vera", places.here, since=date(2020, 8, 1))
    a_certificate(person)
    vera = an_identity("observer", places.here, None, person, network=frozenset({places.here.id}))
    visit = a_visit(places.room, person)
    places.save(NOTE, by=vera, visit_id=visit.id)
    assert Draft.get().visit_id == visit.id
    again = replace(places.answers({"cycles-0-note": "Mer"}), visit_id=None)
    drafts.save(KEY, again, base_version=1, by=vera, now=NOW)
    assert (Draft.get().visit_id, Draft.get().version) == (visit.id, 2)
