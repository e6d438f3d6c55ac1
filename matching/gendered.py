"""Names of work that say whether a man or a woman does it, as one: "verkoopster" is read as "verkoper".

A word is compared by how it ends, so that "kassamedewerkster" is found too. What the stemmer makes one already
(docente, assistente) is not here.
"""

_ONE = """
    medewerkster=medewerker verkoopster=verkoper schoonmaakster=schoonmaker kapster=kapper leidster=leider
    begeleidster=begeleider verzorgster=verzorger verpleegster=verpleger hulpverleenster=hulpverlener
    voorzitster=voorzitter werkster=werker beheerster=beheerder bestuurster=bestuurder schrijfster=schrijver
    sportster=sporter speelster=speler trainster=trainer ontwerpster=ontwerper naaister=naaier inpakster=inpakker
    pakster=pakker serveerster=ober onderzoekster=onderzoeker bemiddelaarster=bemiddelaar hoedster=hoeder
    oppasster=oppasser opvoedster=opvoeder inkoopster=inkoper bezorgster=bezorger rijdster=rijder
    onderneemster=ondernemer strijkster=strijker bakster=bakker plukster=plukker tuinierster=tuinier
    bewaakster=bewaker maakster=maker vertaalster=vertaler tekenaarster=tekenaar kleedster=kleder
    arbeidster=arbeider dienster=ober
    lerares=leraar kunstenares=kunstenaar ambtenares=ambtenaar makelares=makelaar eigenares=eigenaar
    tekenares=tekenaar handelares=handelaar molenares=molenaar bemiddelares=bemiddelaar winnares=winnaar
    danseres=danser zangeres=zanger onderwijzeres=onderwijzer dichteres=dichter schilderes=schilder
    secretaresse=secretaris stewardess=steward hostess=host gastvrouw=gastheer
    kokkin=kok boerin=boer bazin=baas
    coördinatrice=coördinator presentatrice=presentator administratrice=administrator animatrice=animator
    trice=teur euse=eur receptioniste=receptionist typiste=typist
    zakenvrouw=zakenman vakvrouw=vakman cameravrouw=cameraman timmervrouw=timmerman weervrouw=weerman
    verkoopsvrouw=verkoper zorgvrouw=zorgman
    salesperson=salesman saleswoman=salesman salesgirl=salesman salespeople=salesmen
    businesswoman=businessman businessperson=businessman chairwoman=chairman chairperson=chairman
    policewoman=policeman firewoman=fireman forewoman=foreman foreperson=foreman craftswoman=craftsman
    craftsperson=craftsman handywoman=handyman handyperson=handyman camerawoman=cameraman
    spokeswoman=spokesman spokesperson=spokesman tradeswoman=tradesman tradesperson=tradesman
    repairwoman=repairman repairperson=repairman watchwoman=watchman draughtswoman=draughtsman
    draftswoman=draftsman draughtsperson=draughtsman postwoman=postman journeywoman=journeyman
    servicewoman=serviceman councilwoman=councilman congresswoman=congressman fisherwoman=fisherman
    delivery-woman=delivery-man barmaid=barman barwoman=barman
    waitress=waiter actress=actor hostess=host stewardess=steward headmistress=headmaster manageress=manager
    landlady=landlord
"""
_ENDINGS = {ending: one for ending, _, one in (pair.partition("=") for pair in _ONE.split())}
_LENGTHS = sorted({len(ending) for ending in _ENDINGS}, reverse=True)


def one_form(word: str) -> str:
    """The word itself, or what it is for everybody; `word` is in lower case. Both languages: texts mix them."""
    for length in _LENGTHS:
        if length <= len(word) and (one := _ENDINGS.get(word[-length:])):
            return word[:-length] + one
    return word
