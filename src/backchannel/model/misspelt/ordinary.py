"""Ordinary words that people use as hashtags: nobody means an event's tag by one of them."""

from __future__ import annotations

from typing import Final

_LISTED: Final = """
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
_WORDS: Final = frozenset(_LISTED.split())


def is_ordinary(tag: str) -> bool:
    """Whether it is such a word."""
    return tag in _WORDS
