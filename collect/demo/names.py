"""Words to make up kindergartens, departments and people from; none is from a register."""

FIRST_NAMES = """
Aisha Agnieszka Aleksandra Alexander Amal Amina Anders Andrea Andreas Ane Anette Anita Anja
Ann-Kristin Anna Anne Anne-Lise Annika Arne Asta Astrid Aud Beate Benedicte Bente Berit Birgitte
Bjørg Bjørn Bodil Camilla Cathrine Cecilie Charlotte Christina Christine Daniel Ebba Eirik Elin
Elina Elisabeth Ellen Else Emma Erik Espen Eva Fatima Fredrik Frida Fride Frode Geir Gerd Grete
Gro Gry Gunn Guro Hanna Hanne Hassan Hege Heidi Helene Helle Henriette Henrik Hilde Hodan Håkon
Håvard Ida Ingeborg Inger Ingrid Ingunn Irene Iselin Ivana Jan Janne Jeanette Jenny Johanne
Jonas Jorunn Julie Jørgen Kaja Kamilla Kari Karianne Karin Karoline Kaspar Katarzyna Katrine
Khadija Kine Kirsten Kjersti Kristian Kristin Kristine Lars Laila Layla Leila Lene Lillian Linda
Line Linh Linn Lise Liv Maja Malin Maren Margrethe Mari Maria Marianne Marie Marit Marte Martin
Máret Merete Mette Mona Monica Mohamed Nadia Nina Nora Ola Oddny Olaug Ole Paulina Per Petter
Ragnhild Rakel Randi Reidun Renate Rikke Runa Rune Ruth Samira Sara Sigrid Silje Simen Siri
Sissel Siv Sofie Solveig Solfrid Stian Stine Sunniva Susanne Svein Synne Synnøve Sølvi Thea
Therese Thomas Tiril Tomasz Tone Tonje Torill Tor Torunn Trine Trond Trude Tuva Turid Unni
Vigdis Vilde Wenche Yasmin Zahra Zainab Åse Åshild Øystein
""".split()

LAST_NAMES = """
Abdi Abdullahi Ahmed Akhtar Ali Amundsen Andersen Andreassen Antonsen Arnesen Aune Aas Bakke
Bakken Berg Berge Berntsen Birkeland Bjerke Bjørnstad Borge Brekke Bråten Bøe Christensen Dahl
Dahle Danielsen Eide Eikeland Eliassen Ellingsen Engen Eriksen Evensen Farah Fjeld Foss Fossum
Fredriksen Gabrielsen Gjerde Grønli Gulbrandsen Gundersen Hagen Halvorsen Hansen Hanssen Haug
Haugen Haugland Helgesen Helland Henriksen Hermansen Hoang Holm Holmen Holte Hussain Husby
Høiland Håland Ibrahim Isaksen Iversen Jacobsen Jakobsen Jama Jensen Johannessen Johansen
Johnsen Jørgensen Karlsen Khan Knudsen Knutsen Kowalska Kristensen Kristiansen Kristoffersen
Kvam Langeland Larsen Le Lewandowska Lie Lien Lund Lunde Løken Madsen Magnussen Mahmoud
Martinsen Mathisen Mikkelsen Moen Mohammed Moe Myhre Myklebust Nguyen Nielsen Nilsen Nordby
Nowak Nygård Næss Olsen Omar Ottesen Paulsen Pedersen Petersen Petrovic Pettersen Pham Rasmussen
Ravn Ruud Røed Rønning Sande Sandvik Sivertsen Simonsen Singh Skaar Skoglund Solberg Solheim
Solbakken Sunde Strand Strøm Sveen Svendsen Sæther Sørensen Teigen Thomassen Thorsen Tran Tveit
Vik Viken Warsame Wilhelmsen Wójcik Yilmaz Ødegård Østby Årseth Åsen
""".split()

ROOTS = """
Bringebær Bukke Einer Ekorn Elge Furu Gauke Gran Hassel Hvitveis Kongle Lerke Linerle Løvetann
Markjordbær Meise Mose Multe Måne Måltrost Nype Orrfugl Reve Rogne Røsslyng Selje Snøklokke
Solsikke Spurve Stjerne Svale Tepperot Trollbær Tyttebær Ugle Vipe
""".split()

PLACES = """
bakken bekken berget dalen enga haugen hagen kollen kroken lia lunden myra reiret sletta stien
stua toppen tråkket tunet vika åsen øya
""".split()

SITES = ("Nordre", "Søndre", "Øvre", "Nedre", "Østre", "Vestre")

STREETS = ("veien", "stien", "svingen", "lia", "bakken")

AREAS = (
    "Elvestrand",
    "Granåsen",
    "Høgmoen",
    "Indre Ådal",
    "Møllestrøm",
    "Nordre Fjordvik",
    "Sjøbyen",
    "Sørvågen",
    "Tjernåsen",
    "Vestmarka",
)

DEPARTMENTS = """
Maurtua Blåklokka Bjørnehiet Bekkestua Blåbærtua Bringebæra Ekornreiret Eikenøtta Elgtråkket
Fjæra Flaggspetten Furukongla Gaupa Gjøken Granbaret Gråspurven Hestehoven Hvitveisen Humla
Hakkespetten Jordbærtua Kastanjen Kløveren Konglehytta Kråkereiret Lillebekken Linerla
Lønnetreet Løvetannen Marihøna Markmusa Meisebollen Mosen Multa Nattergalen Nøtteliten
Ospeskogen Oteren Pinnsvinet Prestekragen Regnbuen Revehiet Rognebæra Rødstrupen Røyskatten
Skjæra Snøugla Solstråla Sommerfuglen Sneglehuset Stjerneskuddet Svaleredet Tiriltunga Tranebæra
Trollskogen Trostereiret Tyttebærtua Uglereiret Vannliljen Vepsebolet Villbringebæra Ørneredet
Øyenstikkeren Åkerhøna
""".split()

ACTIVITIES = (
    "Frilek inne",
    "Frilek ute",
    "Måltid",
    "Samlingsstund",
    "Lesestund",
    "Garderobe og påkledning",
    "Formingsaktivitet",
    "Rollelek",
    "Konstruksjonslek",
    "Sang og bevegelse",
    "Lek i små grupper",
    "Overgang til måltid",
)

NOTES = (
    "De voksne sitter på gulvet sammen med barna.",
    "Rolig stemmebruk og god tid i overgangen.",
    "Den voksne setter ord på det barna holder på med.",
    "Få åpne spørsmål i denne syklusen.",
    "To voksne fordeler seg godt mellom gruppene.",
    "Mange små samtaler rundt bordet.",
    "De voksne følger barnas initiativ i leken.",
    "En del avbrudd fordi voksne går til og fra.",
    "Tydelige og vennlige beskjeder før opprydding.",
    "Den voksne undrer seg sammen med barna.",
    "Materiellet var gjort klart på forhånd.",
    "Noe venting før aktiviteten kom i gang.",
    "De voksne ser hverandre og hjelper hverandre.",
    "Svarene fra barna blir gjentatt og utvidet.",
    "God stemning og mye smil.",
)

NEEDS = (
    "Nøtteallergi",
    "Vegetar",
    "Glutenfri mat",
    "Laktosefri mat",
    "Sitter helst foran på grunn av hørselen",
)

REASONS = (
    "Gjort i tidligere stilling i samme barnehage.",
    "Var med på dette som vikar i vår.",
    "Har tatt kurset hos en tidligere arbeidsgiver.",
)
