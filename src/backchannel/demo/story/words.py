"""What people say in English: sentence material, by occasion."""

from __future__ import annotations

TOPICS = (
    "pothole repairs",
    "library opening hours",
    "missed bins",
    "housing repairs",
    "the planning backlog",
    "youth clubs",
    "school meals",
    "flood wardens",
    "home care visits",
    "bus punctuality",
    "empty shops",
    "council tax calls",
    "street lights",
    "allotment waiting lists",
    "damp in flats",
    "the repairs hotline",
    "swimming lessons",
    "air quality by the ring road",
    "foster placements",
    "the parking appeals queue",
    "adult learning",
    "tree planting",
    "park benches",
    "community transport",
    "the registrar's diary",
    "food bank referrals",
)

PLACES = (
    "Wetherby Sands",
    "Newbridge-on-Sample",
    "Llanenghraifft",
    "Lower Specimen",
    "Mockton",
    "Port Fable",
    "Quarrel Hill",
    "Upper Instance",
    "Saltmarsh Green",
    "Tarn Magna",
)

MEASURES = (
    "how many people call twice",
    "days until somebody answers",
    "the letters we did not have to send",
    "who never complains",
    "the number of handovers",
    "how long a form takes with one hand and a baby",
    "what staff would fix first",
    "visits that ended with a smile",
    "the share of calls nobody wanted to make",
    "how often a promise was kept",
)

OPINIONS = (
    "We measured {topic} for six years and never once asked {measure}.",
    "{place} stopped reporting {topic} to committee and publishes it weekly. Nobody died.",
    "Unpopular view: {topic} will never improve while the target is a percentage.",
    "The best indicator for {topic} turned out to be {measure}.",
    "Good point about {topic}. The number went green, the residents stayed angry.",
    "{place} has {measure} on the tea room wall. It does more for {topic} than any dashboard.",
    "If you only take one thing home: for {topic}, look at {measure}.",
    "Our team cut the report on {topic} from 94 pages to two. The two get read.",
    "Every indicator about {topic} has a person at both ends. Talk to both.",
    "I like that {place} shows {topic} with the error bars left on.",
    "We tried {measure} as a measure for {topic}. Awkward for a month, then useful.",
    "Slightly heretical: too many numbers about {topic}, not enough listening.",
    "The {place} example is lovely, but they had one officer on {topic} full time.",
    "Twelve indicators for {topic} and not one of them is {measure}.",
    "Small teams in {place} do {topic} better because they sit next to each other.",
    "Honest numbers about {topic} cost trust for a week and build it for years.",
)

QUOTES = (
    "“Nobody ever rang us to praise an indicator.” {speaker} on {topic}",
    "{speaker}: we spend more on counting {topic} than on {topic}.",
    "{speaker} says to start with {measure}, then stop.",
    "“If it only goes up, you are not measuring it.” {speaker}, on {topic}",
    "{speaker} just showed {topic} in {place} as a hand-drawn chart. More of this.",
    "“A target is a wish with a deadline”, says {speaker}. Then {topic} as the example.",
    "Key slide from {speaker}: {topic}, before and after they asked about {measure}.",
    "{speaker}: publish {topic} monthly, warts and all, and see who writes to you.",
    "“Ask the night shift.” {speaker} about {topic} in {place}",
    "{speaker} reckons {measure} predicts {topic} better than any model.",
)

QUESTIONS = (
    "Is anyone measuring outcomes for {topic}, not outputs?",
    "How do you get councillors to look at {measure} and not the ranking?",
    "Question for {speaker}: who paid for the work on {topic} in {place}?",
    "Has anybody tried {measure} for {topic}? Did it survive an election?",
    "What happens to {topic} when the one person who understands the spreadsheet leaves?",
    "Could {speaker} say more about {topic} in small councils?",
    "How do you explain {topic} to residents without a chart?",
    "Does {place} share the data behind {topic}? Under which licence?",
    "Q for the panel: which indicator would you stop tomorrow, and is it {topic}?",
    "Why does nobody ever ask the people who do {topic}?",
    "Would {measure} work in a rural area?",
    "Who audits {topic} if everyone is marking their own homework?",
)

REPLIES = (
    "Agree. We had the same with {topic}.",
    "Not sure. In {place} it went the other way.",
    "Happy to share our template for {topic}, send me a message.",
    "Yes! And add {measure}.",
    "We tried it. It needs a patient finance director.",
    "That is what {place} does, with three people and a kettle.",
    "Could you post the link for {topic}?",
    "I would say it depends on {measure}.",
    "This, exactly. Same for {topic} here.",
    "Thank you, that answers what I was about to ask about {topic}.",
    "Counterpoint: {topic} is not the place to start.",
    "Our auditors would faint. I love it.",
)

SMALL_TALK = (
    "Good morning from row {n}! Here with {n} people from {place}.",
    "The queue for coffee is {n} minutes. There is an indicator nobody needed.",
    "Watching from {place} with a cat on the keyboard. Sound is good today.",
    "If you are into {topic}, find me by the tall plant at the {n} o'clock end of the hall.",
    "Lunch table about {topic}: {n} strangers, {n} opinions.",
    "Somebody left a green umbrella in workshop room {n}.",
    "Joined late, train from {place}. What did I miss about {topic}?",
    "The biscuits are better than last year, by {n} percent at least.",
    "Met the person behind the {place} {topic} map. Day made.",
    "Room {n} is full, but the stream of the session works well from {place}.",
    "Who is up for a walk along the river at {n}? We will talk {topic}, promise.",
    "My notes on {topic} so far: {n} pages and one drawing of a duck.",
)

LIVE = (
    "Starts with a story from {place}, about {topic}.",
    "First claim: you cannot manage {topic} from a spreadsheet.",
    "Now the history: {n} years of targets for {topic}.",
    "Shows what changed when they asked about {measure}.",
    "Costs: {n} days of one officer's time. Savings: not claimed.",
    "Mistake they made in {place}: publishing {topic} without a contact name.",
    "Second claim: {measure} beats satisfaction scores.",
    "Question from the floor about {topic}. Answer: ask the night shift.",
    "Slide with all {n} indicators crossed out except one.",
    "Three conditions: a sponsor, a kettle, permission to stop.",
    "What surprised them: {topic} improved before anything was bought.",
    "Advice for small councils: copy {place}, credit them, move on.",
    "Laughter. The duck slide is back.",
    "Summing up: count less, count together, count {measure}.",
)

THEMES = {
    "tables": (
        "League tables again. {place} went from 3rd to 61st by reporting honestly.",
        "That slide. We were bottom of that table for {topic} and proud of it.",
        "Ranking {n} councils by {topic} tells you about {n} councils' spreadsheets.",
        "Here comes the league table. Objection! Different denominators for {topic}.",
        "The table compares {place} with places ten times its size.",
        "Can somebody post the league table slide? Too small from row {n}",
        "Rank is not a measure. Rank is not a measure. Rank is not {topic}.",
        "Why do we publish {topic} as a ranking at all?",
        "We left the benchmarking club over {topic}. Best decision in {n} years.",
        "Rankings get {topic} into the local paper. That is worth something too.",
    ),
    "too_fast": (
        "Too fast! I am still on the slide about {topic}",
        "slow down please, {n} slides a minute",
        "Too fast for those of us typing",
        "Could {speaker} slow down? The captions are behind by {n} seconds",
        "too fast 😅",
        "slow down, the interpreters are sweating",
        "Lost it at slide {n}. Too fast.",
    ),
    "cannot_hear": (
        "Can't hear anything on the stream",
        "No sound from row {n} back, can't hear the speaker",
        "can't hear 🙉 is the microphone on?",
        "Can anybody in {place} hear? We can't hear here",
        "Stream: picture yes, sound no. Can't hear a word about {topic}",
        "can't hear, and the captions say {n} times “applause”",
    ),
    "applause": (
        "👏👏👏 for {speaker}",
        "Standing ovation in row {n}. And here at home in {place}.",
        "That was worth the train from {place}. Thank you {speaker}!",
        "Best thing I heard about {topic} in {n} years.",
        "Applause! And I have {n} questions.",
        "Slides please, {speaker}! 🙏",
        "I will send this to everyone who does {topic} in {place}.",
        "Thank you {speaker}. Going to ask about {measure} on Monday.",
    ),
    "outage": (
        "Wi-Fi is gone in the back half of the hall",
        "Anyone else offline? Posting this by phone from row {n}",
        "The stream froze on a very flattering frame of {speaker}",
        "Network down in room {n}, we are drawing {topic} on paper. It is better.",
        "And we are back. {n} minutes offline, nobody hurt.",
    ),
}

EMOJI = (
    "",
    "",
    "",
    "",
    "",
    " 👍",
    " 🎉",
    " 👩🏽‍💻",
    " 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    " 👨‍👩‍👧‍👦",
    " 🙌🏾",
    " ❤️‍🔥",
    " 📊",
    " 🇵🇱",
    " ☕",
)

WARNINGS = ("budget cuts", "pay talks", "food", "a rude chart", "job losses in local government")

ANNOUNCEMENTS = (
    "The programme for {name} is out. Three days, eight speakers, one duck.",
    "Not travelling? Everything is streamed, and your questions count as much as the room's.",
    "One week to go. What should every council stop counting?",
    "Speakers, please send your slides. Audience, please send your questions.",
    "Reading list for {name}: two short papers, one drawing.",
    "Volunteers for captions wanted, in any language you write well.",
    "Tomorrow at nine. Bring a cup and a question.",
)

POLLS = (
    ("How did you get here?", ("Train", "Bicycle", "I am at home", "I do not know")),
    ("Who opens your quarterly report?", ("Everybody", "The auditors", "Nobody", "My cat")),
    ("Stop counting:", ("Visitors", "Calls", "Minutes", "Nothing, count more")),
    ("Next year by the sea?", ("Yes", "No")),
)

PHOTOS = (
    ("Full house in the main hall", "Rows of people seen from the balcony, most of them writing"),
    ("The queue for coffee at {place} time", "Some forty people waiting beside a very small urn"),
    ("Sticky notes about {topic}", "A wall with yellow and pink paper notes, grouped by hand"),
    ("{speaker} on stage", "A speaker at a lectern in front of a slide with one large number"),
    ("The duck slide", "A projected drawing of a duck standing on a bar chart"),
    ("Workshop on {topic}", "Six people around a table covered with paper and cups"),
    ("Visual notes: {topic}", "A hand-drawn page with arrows, faces and the words count together"),
    ("View from the venue", "A river in low sun with two rowing boats"),
    ("Somebody brought cake", "A sheet cake decorated as a traffic-light dashboard, half eaten"),
    ("The league table, redrawn", "A flip chart with a ranking crossed out and a smiling face"),
)

ARTICLES = (
    "What {place} learned from {topic}",
    "Counting {topic} without hurting anybody",
    "Notes from the floor: {topic}",
    "Five questions about {topic} and one answer",
    "We asked about {measure}",
    "Why {place} stopped ranking {topic}",
    "A small good measure for {topic}",
    "Live notes: {topic} in {place}",
)

PAGES = (
    "A short guide to {topic}",
    "{place}: open data on {topic}",
    "Worksheet: {measure}",
    "Twenty years of {topic}, in one chart",
    "How to publish {topic} every week",
    "Minutes: {topic} in {place}",
)

VIDEOS = (
    "{speaker} on {topic}",
    "Two minutes with {speaker}: {measure}",
    "Corridor interview: {topic} in {place}",
    "Recording: {topic}",
)
