"""Word lists from which the invented titles, people and texts are made."""

from __future__ import annotations

FILM_TITLES = ["The Lantern Keepers", "Salt Harbour", "A Quiet Arithmetic", "Nine Winters North", "The Glass Orchard", "Paper Boats Over Lisbon", "The Cartographer's Son", "Ember and Tide", "Low Orbit Lullaby", "The Long Thaw", "Kingfisher Road", "What the Heron Saw", "Midnight at the Cannery", "The Brass Menagerie", "Halfway to Tromsø", "A Map for Marguerite", "Velvet Static", "The Beekeeper's Alibi", "Cinder Valley", "Two Trains to Kyoto", "The Weightless Year", "Letters From Pier Nine", "Crow Country", "Saffron Street", "The Understudy's Ghost", "Below the Snowline", "Electric Meadow", "The Patience of Rivers", "Hollow Crown Motel", "Last Ferry to Skye", "The Clockmaker's Daughter Runs", "Northern Quarter", "A Season of Foxes", "The Ninth Violin", "Dust & Honey", "Signal at Cape Sorrow", "Tender Machines", "The Orchard Thieves", "Blue Hour Diner", "The Tin Astronomer", "Small Gods of the Motorway", "Marzipan", "The Silent Regatta", "Four Kinds of Rain", "Rosewater Heist", "Atlas of Lost Dogs", "The Moth Collector", "Copper Sky", "Windfall", "A Slow Boat Home", "The Winter Concerto", "Parallel Hearts", "Granite", "The Umbrella Maker", "Sundown at Juniper", "Thirteen Postcards", "Driftless", "The Accidental Botanist", "Neon Monsoon", "Gravity for Beginners", "The Lighthouse Exchange", "Oslo, After", "Cardinal Points", "The Last Projectionist", "Wolfskin Waltz", "Terminal Spring", "The Pearl Divers", "Ashgrove", "Tomorrow's Weather", "The Violet Hour Club", "Sparrow & Sons", "The Fourth Meridian", "Ballad of Iron Creek", "Deep Field", "Moonrise Over Malmö", "The Honest Forger", "Quiet Thunder", "A Thousand Paper Suns", "The Inventor of Snow", "Harvest of Stars", "Undertow", "The Borrowed Villa", "Polar Bloom", "Zero Kelvin", "The Marmalade Conspiracy", "Riverbend", "Night Shift at the Observatory", "The Sugar Cartel", "Echo Lake", "Red Kite Rising", "Hotel Meridian", "Feather and Flint", "The Sandglass", "Caravan of Echoes", "Second Sunrise"]

SHOW_TITLES = ["North Coast", "The Bureau of Small Wonders", "Harbour Lights", "Fathom", "Kestrel Hill", "The Night Librarian", "Copperfield Junction", "Signal Fires", "Paper Tigers", "The Allotment", "Second Floor, Left", "Cold Front", "Ministry of Tides", "Foxglove", "The Long Table", "Room for Doubt", "Station Eleven West", "Blackthorn Bay", "Halcyon Drive", "The Glasshouse", "Undertone", "Quartz", "Wintering", "Five Bridges", "The Understory", "Motel Aurora", "Salt & Circuit", "The Archivists", "Lowlands", "Heron Street", "Meridian Line", "The Wrong Island", "Dead Reckoning Club", "Half Past Never", "Orbiters", "Good Neighbours Wanted", "The Spice Route", "Ironwood", "The Quiet Carriage", "Ledger", "Afterlight", "Nordlys"]

ANIME_TITLES = ["Clockwork Sakura", "Skyship Haruka", "Moonlit Noodle Bar", "Fox Lantern Chronicle", "Rail Witch Akane", "Tidepool Academy", "Paper Crane Knights", "Starlight Courier", "Ember Alchemist Yuu", "The Ninth Shrine"]

KIDS_TITLES = ["Pip & the Pocket Whale", "Captain Biscuit", "The Mossy Bunch", "Tugboat Tilly", "Rocket Otters", "Benny Builds a Robot", "Luna's Night Zoo", "The Puddle Detectives", "Marvo the Mild"]

ADJECTIVES = ["Amber", "Silver", "Quiet", "Hollow", "Velvet", "Distant", "Crimson", "Paper", "Golden", "Frozen", "Restless", "Gentle", "Broken", "Hidden", "Northern", "Electric", "Painted", "Burning", "Endless", "Wandering", "Secret", "Sleeping", "Crooked", "Tender", "Emerald", "Fading", "Feral", "Honest", "Lonely", "Lucky", "Marble", "Patient", "Reckless", "Scarlet", "Stolen", "Unwritten"]

NOUNS = ["Harbour", "Orchard", "Lantern", "Compass", "Garden", "River", "Winter", "Mirror", "Cathedral", "Meadow", "Island", "Engine", "Violin", "Sparrow", "Falcon", "Tide", "Mountain", "Letter", "Promise", "Horizon", "Shadow", "Bridge", "Station", "Kingdom", "Ember", "Forest", "Comet", "Anchor", "Canyon", "Carousel", "Lighthouse", "Monsoon", "Parade", "Pilgrim", "Telescope", "Tower", "Voyage", "Wolf", "Window", "Circus"]

PLACES = ["Lisbon", "Trieste", "Bergen", "Valparaíso", "Kyoto", "Marseille", "Galway", "Tallinn", "Oaxaca", "Samarkand", "Reykjavík", "Porto", "Tbilisi", "Zanzibar", "Gdańsk", "Ljubljana", "Montevideo", "Hobart", "the Outer Isles", "the High Plains", "the Old Quarter", "the Salt Flats", "Cape Sorrow", "Juniper Creek"]

FIRST_NAMES = ["Mara", "Ines", "Tobias", "Yuki", "Amara", "Lucien", "Freya", "Mateo", "Noor", "Elias", "Saoirse", "Dmitri", "Zadie", "Hana", "Oskar", "Priya", "Callum", "Beatriz", "Anders", "Leila", "Marguerite", "Kofi", "Sunniva", "Rafael", "Ottilie", "Jonah", "Esme", "Ravi", "Clara", "Emeka", "Ingrid", "Paolo", "Thandi", "Viktor", "Wren", "Soraya", "Felix", "Nadia", "Caspian", "Mirela"]

LAST_NAMES = ["Halloran", "Lindqvist", "Okafor", "Moreau", "Tanaka", "Castellanos", "Abernathy", "Vasquez", "Kowalski", "Adeyemi", "Fairweather", "Johansen", "Petrov", "Mbeki", "Sørensen", "Delacroix", "Nakamura", "Whitlock", "Bianchi", "Rahman", "Thorne", "Calloway", "Ferreira", "Engström", "Voss", "Marchetti", "Quill", "Osei", "Brandt", "Hathaway", "Iyer", "Laurent", "Pemberton", "Reyes", "Solberg", "Takeda", "Underhill", "Winslow", "Zielinska", "Novak"]

STUDIOS = ["Blue Kiosk", "Harbourline Pictures", "Nightjar Films", "Paragon & Sons", "Ninth Meridian", "Fjord House", "Little Comet", "Tin Roof Pictures", "Longacre", "Sable & Finch", "Atlas Road", "Northlight Pictures"]

NETWORKS = ["Channel Nine", "Northern TV", "Lumen+", "Beacon", "Public One", "Harbour Network", "Kite"]
LABELS = ["Slow Tide Records", "Paper Moon", "Static Garden", "Ninth Street", "Fernwood", "Glasshouse"]

GENRES = ["Drama", "Comedy", "Thriller", "Mystery", "Science Fiction", "Adventure", "Romance", "Crime", "Fantasy", "Documentary", "Family", "History", "Horror", "Animation"]

COUNTRIES = ["United Kingdom", "Norway", "France", "Japan", "Canada", "Ireland", "Italy", "Portugal", "Sweden", "Mexico", "South Korea"]

HEROES = ["a retired ferry captain", "a sleepless cartographer", "two estranged sisters", "a night-shift nurse", "a disgraced violinist", "an apprentice clockmaker", "a travelling projectionist", "a young botanist", "the last lighthouse keeper", "a small-town archivist", "a runaway accountant", "an ageing detective", "a radio operator", "three childhood friends", "a gifted forger", "an orphaned mechanic"]

TROUBLES = {
    "Drama": (
        "comes home for one winter and finds the house already lived in",
        "must decide what a promise made long ago is worth",
    ),
    "Comedy": (
        "inherits a bankrupt hotel and everybody who refuses to leave it",
        "tells one small lie and has to build a village to keep it standing",
    ),
    "Thriller": (
        "overhears a broadcast that nobody else admits to having sent",
        "has until the morning tide to prove what happened on the pier",
    ),
    "Mystery": (
        "finds a letter addressed to a person who never existed",
        "counts one passenger too many on the last train",
    ),
    "Science Fiction": (
        "receives a signal that answers questions not yet asked",
        "wakes on a station where the clocks disagree about the year",
    ),
    "Adventure": (
        "follows an unfinished map past the edge of the charts",
        "crosses the ice with a borrowed sledge and a stubborn dog",
    ),
    "Romance": (
        "keeps missing the same stranger by a single minute",
        "agrees to a marriage of convenience and begins to write letters",
    ),
    "Crime": (
        "plans one honest robbery to put an old wrong right",
        "takes a case that leads straight back to the family table",
    ),
    "Fantasy": (
        "strikes a bargain with the river and forgets the price",
        "opens the door behind the stairs on the wrong night",
    ),
    "Documentary": (
        "looks back on a life's work, in their own words",
        "spends a year with the people who keep the harbour alive",
    ),
    "Family": (
        "hides an unlikely visitor in the boathouse",
        "has one summer to save the travelling circus",
    ),
    "History": (
        "carries a message through a country that no longer has a name",
        "keeps a diary of the winter the bridges closed",
    ),
    "Horror": (
        "hears the house breathing and decides to answer",
        "rents a cottage where every photograph is of tomorrow",
    ),
    "Animation": (
        "builds a flying boat from what the storm left behind",
        "befriends a cloud that is afraid of heights",
    ),
}

TURNS = (
    "Nothing stays buried at low tide.",
    "Some journeys only begin at the last stop.",
    "The truth turns out to be smaller, and kinder, than anyone feared.",
    "By the time the snow melts, nobody is quite who they were.",
    "What follows is a story about courage, soup and second chances.",
    "And someone has been keeping count.",
)

TAGLINES = ["Some doors open inwards.", "Hold on to the light.", "Every tide turns.", "Nobody leaves the same.", "The quiet ones remember.", "Home is further than it looks.", "Mind the dark between stations.", "One map. No edges.", "It was never about the money.", "Listen closely."]

EPISODE_TITLES = ["Pilot Light", "Low Water", "The Visitor", "Undertow", "A Borrowed Coat", "Harbour", "Tide", "The Second Letter", "Static", "Snow Day", "Half a Map", "The Long Way Round", "Inventory", "Small Hours", "Echoes", "The Auction", "Good Fences", "Fault Lines", "Breakwater", "The Understudy", "Ashes", "Night Boat", "A Clean Slate", "Cartwheels", "Glass", "The Guest List", "Salt", "Crossing", "Weather Permitting", "The Quiet Part", "Old Friends", "Signal Lost", "Dead Reckoning", "First Frost", "Open House", "The Swap", "Lanterns", "High Ground", "Paper Trail", "Homecoming"]

ARTIST_NAMES = ["The Paper Lanterns", "Velvet Harbour", "Mira Solberg", "Low Tide Choir", "Copper & Fern", "Otis Fairweather", "Neon Meadow", "The Slow Regatta", "Ana Ferreira Trio", "Glass Kite", "Hollow Pines", "Juno Calloway", "Midnight Allotment", "Saltwater Radio", "The Brass Foxes", "Yuki & the Comets", "Polar Garden", "Field Notes", "Emeka Osei", "The Marmalade Club", "Lumen", "Night Ferry", "Sable Finch", "Anders Voss Quartet", "Tin Roof Parade", "Ivory Static", "Soraya Quill", "Northern Post", "The Understory", "Fathom Five", "Honey Circuit", "Wren Abernathy", "Electric Orchard", "The Last Tram", "Saffron Sky", "Quiet Machines", "Moss & Marble", "Halfmoon Diner", "Kofi Brandt", "The Winter Keys"]

MUSIC_GENRES = ["Indie", "Electronic", "Jazz", "Folk", "Ambient", "Soul", "Rock", "Classical", "Hip-Hop", "Pop", "Dream Pop", "Blues"]

SONG_WORDS = ["Blue Hour", "Slow Dancing", "Paper Moon Avenue", "Northbound", "Satellite", "Tangerine", "Over the Weir", "Kitchen Light", "Rooftops", "Gold Dust", "Winter Coat", "The Ferry Song", "Afterglow", "Concrete Garden", "Honeycomb", "Wildfire Season", "Telegraph", "Marigold", "Porcelain", "Echo Park Motel", "Lanterns", "Driftwood", "Cassette", "Minor Planets", "Sundial", "Quicksilver", "Orchard Street", "Harbour Bells", "Long Exposure", "Violet", "Undertow", "Night Bus", "Feathers", "Carousel", "Static & Snow", "Postcards", "Halcyon", "Tidal", "Moth", "Embers", "Glasshouse", "Sleepwalk", "Open Window", "Polaroid", "Second Sun", "Juniper", "Campfire Radio", "Silver Thread", "Coastline", "Half Asleep"]

CHANNELS = (
    ("2.1", "NTV", "Northern TV", "Morning Report|Midday News|Evening News|Nightline North"),
    ("5.1", "HRB", "Harbour Network", "The Tide Tables|Coastwatch|Harbour Kitchen|Late Ferry"),
    ("7.1", "KIT", "Kite Kids", "Captain Biscuit|Rocket Otters|Story Kite|The Mossy Bunch"),
    ("9.1", "NIN", "Channel Nine", "Nine Today|Quiz Hour|Cold Front|Nine at Ten"),
    ("11.1", "SPT", "Beacon Sport", "Matchday Live|Rowing World|Winter Games Review|Late Scores"),
    ("14.1", "DOC", "Public One Docs", "Wild Estuary|Makers|Deep Time|Small Planet"),
)
"""Number, call sign, name and daily programmes of each Live TV channel."""
