"""What is asked of one who was at a course: four grades and two texts."""

from collect.courses_evaluation import LONGEST, EvaluationAnswers
from collect.phrases import WORDS, Words
from collect.rules.courses_evaluation import HIGHEST, LOWEST, QUESTIONS
from forms.base import BaseForm
from forms.fields import Choice, Note

ASKED = WORDS["evaluation"]
GRADES = {str(grade): str(grade) for grade in range(LOWEST, HIGHEST + 1)}


class Grade(Choice):
    """A whole number from 1, wholly disagree, to 5, wholly agree."""

    required_message = "Velg et tall fra 1 til 5."

    def __init__(self, label: Words = "", **options: object) -> None:
        super().__init__(label, convert=int, radio=True, **options)
        self.offer(GRADES)


class Brief(Note):
    """A short text."""

    limit = LONGEST


class EvaluationForm(BaseForm):
    """The questions after a course; nobody is asked who they are."""

    useful = Grade(ASKED["useful"])
    clear = Grade(ASKED["clear"])
    practical = Grade(ASKED["practical"])
    will_use = Grade(ASKED["will_use"])
    use_text = Brief(ASKED["use_text"], required=False)
    better_text = Brief(ASKED["better_text"], required=False)

    def answers(self) -> EvaluationAnswers:
        """Return what was answered in the core's words."""
        grades = {name: self.data[name] for name in QUESTIONS}
        return EvaluationAnswers(
            **grades, use_text=self.use_text.data or "", better_text=self.better_text.data or ""
        )
