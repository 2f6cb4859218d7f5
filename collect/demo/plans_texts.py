"""What departments set themselves and saw, in words of our own: none is from the instrument's manual."""

# By the key of the dimension; the first part is shared by the versions that call it alike.
TITLES = {
    "positive_climate": (
        "Vi møter hvert barn med navn og smil om morgenen",
        "Vi viser at vi har det hyggelig sammen",
    ),
    "negative_climate": (
        "Vi snakker rolig til hverandre og barna, også når det haster",
        "Vi går bort til barnet i stedet for å rope",
    ),
    "teacher_sensitivity": (
        "Vi fordeler oss så alle barn har en voksen i nærheten",
        "Vi stopper opp når et barn tar kontakt",
    ),
    "regard_child_perspectives": (
        "Vi følger det barna er opptatt av før vi foreslår noe selv",
        "Barna er med og bestemmer hva vi gjør etter frukt",
    ),
    "regard_student_perspectives": (
        "Vi følger det barna er opptatt av før vi foreslår noe selv",
        "Barna er med og bestemmer hva vi gjør etter frukt",
    ),
    "behavior_guidance": (
        "Vi sier hva barna kan gjøre, ikke bare hva de ikke skal",
        "Vi har få og like regler ved bordet og i garderoben",
    ),
    "behavior_management": (
        "Vi sier hva barna kan gjøre, ikke bare hva de ikke skal",
        "Vi gir beskjed i god tid før noe skal avsluttes",
    ),
    "productivity": (
        "Vi gjør klart materiellet før barna kommer",
        "Vi kutter ventetiden i garderoben",
    ),
    "instructional_learning_formats": (
        "Vi bruker flere slags materiell i samlingen",
        "Vi leker sammen med barna i stedet for å se på",
    ),
    "facilitation_learning_development": (
        "Vi blir i leken litt lenger og gir den ny næring",
        "Vi kobler det vi gjør, til noe barna har opplevd",
    ),
    "concept_development": (
        "Vi undrer oss sammen med barna: Hva tror dere skjer?",
        "Vi lar barna prøve seg frem før vi viser hvordan",
    ),
    "quality_of_feedback": (
        "Vi venter på svaret, og spør en gang til",
        "Vi sier hva barnet fikk til, ikke bare «så flink du er»",
    ),
    "language_modeling": (
        "Vi setter ord på det vi gjør sammen ved måltidet",
        "Vi har én god samtale med hvert barn hver dag",
    ),
}
PROJECTS = (
    "Stille start: rolig lek det første kvarteret",
    "Garderoben i små grupper",
    "Lesestund med tre og tre barn",
    "Ute med én voksen per gruppe",
)
SUPPORT = (
    "Tid til å snakke om målet på ledermøtet hver måned.",
    "Vikar to timer hver torsdag, så lederen kan gå fra.",
    "Styrer er med på avdelingsmøtet i november.",
    "Mentor leder den første samtalen.",
)
ACTIONS = (
    "Snakke om ett eksempel på hvert avdelingsmøte",
    "Henge plakaten for dimensjonen i garderoben",
    "Skrive en praksisfortelling før neste møte",
    "Øve i måltidet denne uken",
    "Avtale hvem som er hvor i frileken",
    "Gi hverandre tilbakemelding etter frilek på fredager",
    "Ta opp målet i reflekterende team",
)
SEEN = (
    "De fleste voksne prøver det hver dag. I garderoben går det fortsatt fort.",
    "Det blir roligere rundt bordet når to voksne sitter der hele måltidet.",
    "Vi husker det best de dagene vi har avtalt hvem som gjør hva.",
    "Flere barn tar ordet i samlingen enn i høst.",
    "Vi får det til inne, men sjeldnere ute.",
    "Nye vikarer kjente ikke til avtalen.",
)
RESULTS = (
    "Vi fortsetter, og gjør det til en fast del av måltidet.",
    "Neste gang begynner vi med færre tiltak.",
    "Avtalen om hvem som er hvor, tar vi med oss.",
    "",
)
DROPPED = (
    "Avdelingen fikk ny leder og valgte et annet mål.",
    "To avdelinger ble slått sammen en periode.",
)
