"""What made-up observers write, per dimension: everyday words of our own, none from the instrument."""

OPENINGS = (
    "Takk for at vi fikk være sammen med dere denne formiddagen.",
    "Det var hyggelig å være på besøk hos dere.",
    "Vi ble godt tatt imot, og vi så mye bra.",
    "Takk for en fin formiddag på avdelingen.",
)

# dimension: what was good, where there is more to gain, what to begin with
WORDS = {
    "positive_climate": (
        "Stemningen var god. De voksne lo sammen med barna og møtte dem med smil når de kom.",
        "I de travle stundene ble det mindre tid til de små, gode møtene.",
        "Velg én travel stund på dagen, og gi hvert barn et vennlig blikk eller ord der.",
    ),
    "negative_climate": (
        "Tonen var rolig hele formiddagen, også da flere ting skjedde på en gang.",
        "Et par ganger ble stemmene skarpe da det hastet.",
        "Bli enige om hvordan dere hjelper hverandre når det haster.",
    ),
    "teacher_sensitivity": (
        "De voksne la raskt merke til når noen trengte hjelp, og ga seg tid.",
        "Når alle voksne var opptatt, ventet noen barn lenge på å bli sett.",
        "Fordel dere i rommet slik at én voksen alltid har overblikket.",
    ),
    "regard_child_perspectives": (
        "De voksne fulgte barnas påfunn i leken og lot dem velge mye selv.",
        "I samlingen og ved måltidet var det mest de voksne som bestemte.",
        "La barna velge noe ved hvert måltid denne uken.",
    ),
    "regard_student_perspectives": (
        "Barna fikk bestemme mye i leken, og de voksne bygde videre på ideene deres.",
        "Planen for dagen ga lite rom for det barna kom med selv.",
        "Sett av ti minutter i samlingen til noe barna har foreslått.",
    ),
    "behavior_guidance": (
        "Beskjedene var korte og vennlige, og de kom i god tid.",
        "Noen beskjeder kom sent og ble gjentatt mange ganger.",
        "Avtal hvem som sier fra, og si fra fem minutter før dere rydder.",
    ),
    "behavior_management": (
        "Reglene var kjent for alle, og de voksne minnet vennlig om dem.",
        "Det var ulikt hva de voksne sa ja og nei til.",
        "Velg tre regler som alle voksne følger likt, og heng dem opp.",
    ),
    "productivity": (
        "Overgangene gikk greit. Det som trengtes, var lagt frem på forhånd.",
        "Det ble en del venting før måltidet og før dere gikk ut.",
        "Gjør én overgang kortere: la halve gruppen begynne først.",
    ),
    "instructional_learning_formats": (
        "Aktivitetene fenget. De voksne var med og brukte ting barna kunne ta på.",
        "Noen barn falt ut da aktiviteten varte lenge.",
        "Del samlingen i to kortere bolker med noe å gjøre i hver.",
    ),
    "facilitation_learning_development": (
        "De voksne var med i leken og gjorde den rikere med små innspill.",
        "Barna lekte mye alene uten at en voksen bygde videre på leken.",
        "Bli med i én lek hver dag, og legg til én ny ting eller ett nytt ord.",
    ),
    "concept_development": (
        "De voksne undret seg sammen med barna og lot dem prøve egne forklaringer.",
        "Spørsmålene hadde ofte ett riktig svar.",
        "Øv på å spørre «hvordan kan vi finne ut av det?» i lek ute.",
    ),
    "quality_of_feedback": (
        "De voksne spurte videre når barna svarte, og hjalp dem et steg til.",
        "Barna fikk ofte «så fint», og samtalen stoppet der.",
        "Spør «hvordan gjorde du det?» én gang i hver lek denne uken.",
    ),
    "language_modeling": (
        "Det var mange samtaler frem og tilbake, og de voksne satte ord på det som skjedde.",
        "Samtalene ble ofte korte, med mange ja- og nei-spørsmål.",
        "Still ett åpent spørsmål ved hvert måltid, og vent på svaret.",
    ),
}

CLOSINGS = (
    "Ta det gjerne opp på neste avdelingsmøte.",
    "Snakk om hvordan dere skal merke at det hjelper.",
    "Prøv det i to uker, og se hva som skjer.",
    "Lykke til videre.",
)
