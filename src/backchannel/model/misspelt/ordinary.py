"""Ordinary words that people use as hashtags: nobody means an event's tag by one of them.

As tags are compared, so without accents. A list has no word of those above it.
"""

from __future__ import annotations

from typing import Final

_ENGLISH: Final = """
    action advice agency agenda agile amazing animal animals annual answer answers apple april
    article artist artists august autumn award awards beach beautiful beauty better birthday
    black board bookmark books brand bread breakfast bridge bright britain brown budget build
    building business camera campaign cancer career careers castle center centre change changes
    charities charity chart charts child children christmas church cinema cities citizen
    citizens classic clean climate cloud clouds coaching coast code coffee college color colour
    comedy comment communities community company conference connect connected contact content
    cooking council councillor councillors councils country course courses covid craft create
    creative culture customer dance data dating december delivery design designer develop
    developer digital dinner director discount drawing dream dreams drink earth economics
    economy editor education election elections energy engineer english enough entrepreneur
    environment equality europe evening event events evidence exercise experience facebook fail
    family fashion february feedback festival fiction finance fitness florida flower flowers
    follow food football forest form forms forum forums france freedom friday friends fruit
    funding funny future gallery games gaming garden gardens germany global goals google
    government grants great green group groups growth guide happy health healthy heart history
    holiday holidays hospital hotel hotels house houses housing human humour hundred idea ideas
    image images impact improve improvement inclusion industry informal information innovate
    innovation inside insight insights inspire internet interview investment ireland island
    january journal journey july june justice kindness kitchen knowledge language laptop latest
    launch leader leaders leadership learn learning lecture legal lesson libraries library light
    lights local london lunch machine magazine maker makers manage management march market
    marketing maths media medical medicine meeting meetings memory mental metrics mobile monday
    money morning mountain mountains movie movies museum museums music nature network networks
    newcastle night nights november number numbers nurse nurses ocean october office online open
    opening opinion outcome outcomes outdoor outdoors output outputs paint painting panel panels
    paper papers parent parents paris park parks partner partners party people perfect perform
    performance performances person personal phone photo photographer photography photos picture
    pictures place places plan plane planes planet planning plans plant plants plastic player
    players poem poems poet poetry poets policies policy politics power present press pride
    print prints private prize problem process product products profile program programme
    project projects property public python quality question questions quick quiet quote quotes
    racing radio reader readers reading recipe recipes record records recycle report reports
    research resource resources review reviews rights roads royal rural safety
    sales saturday scale school schools science score scores scotland season secret sector
    security senior september series service services share sharing shop shopping short skills
    small smart snow social society software songs sound space speak speaker speakers special
    speech sport sports spring staff stage start startup startups state station stats stories
    story strategy street strong student students studio study style success summer summit
    sunday sunny sunset support survey sustainability sustainable system systems table tables
    talent target targets teach teacher teachers teaching team teams tech technical technology
    television tennis thanks theatre theory thing things think thought thoughts thursday ticket
    tickets tools topic topics total tourism town towns track trade train training trains
    transport travel trees trend trends trust truth tuesday twitter union united university
    update updates urban users vacation value values video videos village vintage vision visit
    voice voices volunteer volunteers voter voters voting wales walk walking watch water wealth
    weather website wedding wednesday weekend welfare wellbeing wellness white wildlife windows
    winter woman women wonder words work worker workers working workplace workshop workshops
    world write writer writers writing years yellow young youth youtube
"""
_GERMAN: Final = """
    abend abendessen aktion analyse anfang angebot ansprache antwort antworten apfel arbeit
    arbeiten arbeitsplatz architektur ausbildung ausflug ausstellung auto autos bahn bahnhof
    bauen bauern baume baustelle beratung berge bericht beruf berufe beteiligung bewegung bibel
    bibliothek bild bilder bildung blumen brucke brucken buch bucher bucherei buhne bundesrat
    bundestag burger buro demokratie deutsch deutschland dienstag digitalisierung diskussion
    dokument donnerstag eltern energie energiewende entwicklung erfahrung erfahrungen erfolg
    ernahrung erziehung essen europa fahrrad familie familien ferien feuerwehr filme firma
    firmen fisch forschung fortbildung foto fotografie fotos fragen frauen freiheit freitag
    freizeit freunde frieden fruhling fruhstuck fuhrung fussball garten gedanken gefuhl geld
    gemeinde gemeinden gemeinsam gericht geschichte geschichten gesellschaft gesetz gesprach
    gesprache gesundheit gewerkschaft gleichstellung gluck grun grune handel handwerk hauptstadt
    haushalt heimat herbst hilfe himmel hochschule hoffnung ideen industrie informatik
    innenstadt integration jahr jahre jugend junge kaffee kinder kindheit kino kirche kirchen
    klasse kleidung klima klimaschutz klimawandel kommune kommunen konferenz konzert krankenhaus
    kreativ krieg kuche kultur kunst kunstler laden land landschaft landwirtschaft leben lehrer
    lehrerin lernen lesen leser leute liebe literatur losung losungen madchen manner markt
    markte meinung menschen miete mitarbeiter mittagessen mittwoch mobilitat montag morgen musik
    mutter nachbarn nachhaltigkeit nachricht nachrichten nacht natur neues oktober orte partei
    parteien pause pferde pflanze pflanzen pflege planung platz politik polizei praxis presse
    programm projekt projekte quelle rathaus recht rechte region reise reisen rezept rezepte
    schiff schnee schule schulen schuler schutz sommer sonne sonnenuntergang sonntag soziales
    spass spiel spiele sprache sprachen stadt stadte stadtrat steuern stimme stimmen strasse
    strassen studium stunde tage technik theater thema themen tiere umwelt umweltschutz
    unternehmen unterricht urlaub verein vereine verkehr verkehrswende vertrag verwaltung vogel
    vortrag vortrage wahl wahlen walder wandern wasser weihnachten wein werbung werkstatt
    wettbewerb wetter wiese wirtschaft wissen wissenschaft woche wochen wochenende wohnen
    wohnung worte wunder zeit zeitung zukunft zusammen zusammenarbeit
"""
_FRENCH: Final = """
    accueil actualite actualites affaires agriculture amitie amour animaux annee annees argent
    artiste artistes atelier ateliers avenir beaute bibliotheque bonheur bonjour boulot bureau
    cadeau campagne chambre changement chanson chat chateau chats chemin chercheur chercheurs
    citoyen citoyennete citoyens classe climat commune communes communication concert
    conferences conseil conseils couleur couleurs courage cuisine danse debat debats decouverte
    demain democratie depart dessin dessins developpement dimanche droit droits durable echange
    echanges ecole ecoles ecologie economie ecriture eleves emploi enfance enfants enseignant
    enseignants enseignement entreprise entreprises environnement equipe equipes espoir etude
    etudes etudiant etudiants evenement exposition famille familles femme femmes fete film films
    finances fleur fleurs foret forets formation formations francais futur gouvernement greve
    guerre habitat histoire histoires hiver homme hommes hopital idee idees informations invite
    jardin jardins jeudi jeunes jeunesse jeux journaux journee journees juillet langue langues
    lectures liberte libraire librairie livre livres logement lumiere lundi lycee mairie maison
    maisons marche marches mardi matin medecin medecine medias memoire merci mercredi meteo
    metier metiers mobilite monde montagne montagnes moulin musee musees musique neige noel
    nourriture nouvelle nouvelles numerique ouverture parole partage partenaire participation
    patrimoine pays paysage peinture pensee personnes peuple philosophie plage planete plante
    plantes poeme poesie politique politiques printemps prison programmes projet projets
    promenade publicite quartier quartiers recette recettes recherche recherches reflexion
    regions rencontre rencontres rentree repas reponse reponses reportage republique reunion
    reussite reves riviere roman romans route routes samedi sante savoir sciences seance
    securite semaine societe soiree soleil solidarite solution solutions sortie souvenir
    souvenirs spectacle spectacles technologie technologies temps territoire territoires
    transports travail travaux universite vacances velo vendredi villages ville villes voiture
    voyage voyages
"""
_SPANISH: Final = """
    abierto abril actividad actividades actualidad agosto agricultura agua alegria alimentacion
    alumnos amigo amigos amistad amor analisis animales ano anos aprender aprendizaje arbol
    arboles arquitectura arte artista artistas ayuda ayuntamiento barrio barrios bebe biblioteca
    bibliotecas bicicleta bosque bosques buenas bueno calidad calle calles cambio cambios camino
    caminos campana campo cancion canciones carrera carreras casa casas castillo charla charlas
    ciencia ciencias cine ciudad ciudadania ciudadano ciudadanos ciudades clase clases clima
    cocina colegio colegios colores comida compania compartir comunicacion comunidad comunidades
    concierto conciertos conferencia conferencias congreso conocimiento consejo consejos
    contenido creatividad cuento cuentos cultura curso cursos danza debate debates democracia
    deporte deportes derecho derechos desarrollo descubrir deseo dinero direccion diseno docente
    docentes domingo economia edificio educacion ejemplo elecciones empleo emprendedor empresa
    empresas encuentro encuentros energia enero ensenanza entrevista equipo equipos escritor
    escritura escuela escuelas espacio espacios espana espanol esperanza estudiante estudiantes
    estudio estudios evento eventos experiencia exposicion familia familias febrero felicidad
    feria fiesta fiestas filosofia flores formacion fotografia frases futbol futuro gente
    gobierno gracias guerra historia historias hombre hombres hoy humor idioma idiomas igualdad
    imagen imagenes industria informacion ingenieria innovacion instituto investigacion invierno
    jardines jornada jornadas joven jovenes juego juegos jueves julio junio justicia juventud
    lectura lecturas lengua lenguas libertad libro libros literatura lluvia lunes maestro
    maestros manana martes marzo materia medicina medio medios mejor memoria mensaje mercado
    mercados miercoles montana montanas motivacion movilidad mujer mujeres mundo municipio museo
    museos musica naturaleza navidad negocio negocios ninas ninos noche noches noticia noticias
    novela nuevo octubre otono pais paisaje paisajes paises palabra palabras parque
    participacion partido partidos pelicula peliculas pensamiento periodismo persona personas
    planeta planta plantas playa playas plaza poblacion poema poesia politica politicas pregunta
    preguntas premio premios prensa presentacion primavera problema profesor profesores programa
    programas proyecto proyectos publico pueblo pueblos puente receta recetas recuerdo recursos
    revista ruta rutas sabado salud seguridad semana servicio servicios sociedad solidaridad
    sonrisa sostenibilidad sueno suenos taller talleres tarde teatro tecnica tecnologia
    tecnologias tiempo tierra trabajador trabajadores trabajo trabajos tradicion transporte
    turismo universidad vacaciones verano verdad viaje viajes vida viernes vivienda
"""
WORDS: Final = frozenset(f"{_ENGLISH} {_GERMAN} {_FRENCH} {_SPANISH}".split())
"""All of them."""


def is_ordinary(tag: str) -> bool:
    """Whether it is such a word, in English, German, French or Spanish."""
    return tag in WORDS
