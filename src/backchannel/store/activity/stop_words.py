"""Words so frequent in a language that they say nothing of what is talked about; folded."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_LISTS: Final = {
    "en": """a about above after again all almost also although always am an and another any
        anyone anything are aren around as at away back be because been before being below best
        better between both but by came can cannot come could couldn did didn do does doesn
        doing don done down during each either else enough even ever every everyone everything
        few first for from further get gets getting give go goes going gone good got had hadn
        has hasn have haven having he hello her here hers him his how however i if in into is
        isn it its itself just keep know last least less let like ll lot lots made make makes
        making many may maybe me mean might mine more most much must my need never new next no
        none nor not nothing now of off oh ok okay on once one only or other our ours out over
        own per perhaps please put quite rather re really right said same say says see seems
        seen shall she should shouldn since so some someone something soon still such sure take
        than thank thanks that the their theirs them then there these they thing things think
        this those though through thus time to today too try two under until up upon us use used
        using ve very via want wants was wasn way we well were weren what when where which while
        who whole whom whose why will with within without won would wouldn yes yet you your
        yours""",
    "de": """aber alle allem allen aller alles als also am an ander andere anderen auch auf aus
        bei beim bin bis bist da dabei damit danach dann daran darauf darum das dass dazu dein
        dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du
        durch ein eine einem einen einer eines einfach er erst es etwa etwas euch fur ganz gar
        geht gerade gibt gut haben habe hat hatte hatten heute hier hin ich ihm ihn ihnen ihr
        ihre im immer in ins ist ja jede jeder jedes jetzt kann kein keine keinen konnen konnte
        machen mal man mehr mein meine mich mir mit muss mussen nach nicht nichts noch nun nur
        ob oder ohne schon sehr sein seine seit selbst sich sie sind so soll sollte sondern
        sonst uber um und uns unser unter viel viele vom von vor war waren warum was wegen weil
        welche wenn wer werden wie wieder wir wird wo wurde wurden zu zum zur zwar zwischen""",
    "fr": """a ai ainsi alors apres au aucun aussi autre aux avant avec avez avoir avons beaucoup
        bien c car ce cela celle celui ces cet cette chez comme comment d dans de depuis des
        deux doit donc du elle elles en encore entre est et etait etaient ete etes etre eux fait
        faire faut il ils j je jusqu l la le les leur leurs lui ma mais me meme mes moi moins
        mon n ne nos notre nous on ont ou oui par pas peu peut plus pour pourquoi quand que quel
        quelle quelques qu qui quoi s sa sans se sera ses si son sont sous sur ta te tes toi ton
        tous tout toute toutes tres tu un une vers vos votre vous y""",
    "es": """a al algo antes aqui asi aun aunque bien cada como con contra cual cuando de del
        desde donde dos el ella ellas ellos en entre era eran es esa ese eso esta estaba estan
        estar este esto estos fue fueron ha han hasta hay hace hacer la las le les lo los mas me
        mi mis mucho muy nada ni no nos nosotros o os otra otro para pero poco por porque pues
        que quien se sea ser si sido sin sobre solo son su sus tal tambien tan te tiene tienen
        todo todos tu un una uno unos y ya yo""",
    "it": """a ai al alla alle anche ancora avere c che chi ci come con cosa cosi da dal dalla de
        degli dei del della delle dello di dopo dove e ed era essere fa fatto fra gia gli ha
        hanno ho i il in io la le lei li lo loro lui ma me mi mia mio molto ne nei nel nella
        nelle no noi non nostro o ogni ora per perche piu poi prima qual quando quanto quella
        quello questa queste questi questo qui se sempre senza si sia solo sono sta stato su sua
        sue sul sulla suo tra tu tutti tutto un una uno va vi voi""",
    "nl": """aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen
        door dus een eens en er ge geen haar had heb hebben heeft heel hem het hier hij hoe hun
        iets ik in is ja je kan kunnen maar me meer men met mij mijn moet na naar niet niets nog
        nu of om omdat onder ons ook op over reeds te tegen toch toen tot u uit van veel voor
        want waren was wat we wel werd wezen wie wij wil worden wordt zal ze zeer zelf zich zij
        zijn zo zonder zou""",
    "pt": """a ainda ao aos as ate com como da das de dela dele depois do dos e ela elas ele eles
        em entre era essa esse esta estao estas este eu foi foram ha isso isto ja la lhe mais
        mas me mesmo meu minha muito na nao nas nem no nos nossa nosso num numa o os ou para
        pela pelo pode por porque qual quando que quem se sem ser seu seus so sobre sua suas
        tambem tao te tem ter tudo um uma voce voces""",
    "sv": """alla allt att av blev bli blir da dar de dem den denna det detta dig din du efter
        eller en ett fran for ha hade han har hon hur i icke in inte jag kan kommer man med men
        mig min mot mycket nar nagon nagot ni nu och om oss pa sa samma sig sin sina ska skulle
        som till under upp ut utan vad var vara vart vi vid vill""",
    "da": """af alle at blev blive bliver da de dem den denne der deres det dette dig din du
        efter eller en er et for fra ham han har hende hun hvad hvis hvor i ikke ind jeg jo kan
        man med meget men mig min mod ned noget nogle nu og ogsa om op os over pa sa sig sin
        skal som til ud under var vi vil ville""",
    "pl": """a aby ale bardzo bez bo by byc byl byla bylo byly co czy dla do gdy gdzie go i ich
        ile im ja jak jako je jego jej jest jeszcze juz kiedy kto ktora ktore ktory lub ma mi
        mnie moze mu my na nad nas nic nie niz o od on ona one oni oraz pan po pod przez przy sa
        sie sobie ta tak tam te tego tej ten to tu tylko tym u w wiec wszystko z za ze zeby""",
    "cy": """a ac am ar at bod bydd byddwn chi dim ei ein eu fel fod fy gan gyda hefyd hi hwn hyn
        i iawn mae mewn mi mor na nad neu ni nid o oedd ond os roedd rydym sy sydd un wedi wrth
        y ydy ydym yma yn yna yng ym yr yw""",
}
_KIN: Final = {"nb": "da", "nn": "da", "no": "da"}
"""Languages that share the words of another."""


@lru_cache(128)
def stop_words(language: str) -> frozenset[str]:
    """Those of a language (`en`, `de-at`); of all, where it is unknown or has no list.

    What says nothing in one language may be a word in another: `die`, `war`.
    """
    code = language.partition("-")[0]
    listed = _LISTS.get(_KIN.get(code, code))
    return frozenset((listed or " ".join(_LISTS.values())).split())
