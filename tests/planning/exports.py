"""Answers as form tools export them. The people are invented."""

GOOGLE = (
    "Timestamp,Email Address,What would you like?,Are you a carer?,Anything else?,May we show what you wrote?\r\n"
    + "".join(
        f"2026/06/0{n % 9 + 1} 10:1{n % 10}:00 am GMT+1,p{n}@example.org,{likes},{carer},{words},{may}\r\n"
        for n, (likes, carer, words, may) in enumerate(
            [
                ("A quiet room;Soup", "Yes", '"Less noise, please"', "Yes"),
                ("A quiet room", "No", "", ""),
                ("Soup;Films", "Yes", "My name is Ray", "No"),
                *[("A quiet room;Soup", "No", "", "")] * 5,
                *[("Soup", "Yes", "", "")] * 4,
            ]
        )
    )
)

MICROSOFT = (
    "\ufeffID,Start time,Completion time,Email,Name,What would you like?,Points - What would you like?\n"
    + "".join(f"{n},6/1/26 10:0{n},6/1/26 10:1{n},anonymous,,Soup;Films;,\n" for n in range(8))
)

SURVEYMONKEY = (
    "Respondent ID,Collector ID,Start Date,IP Address,Email Address,First Name,"
    "What would you like?,,,How are you coming?\n"
    ",,,,,,Soup,Films,Other (please specify),Response\n"
    + "".join(
        f"11{n},5,06/01/2026 10:00:00 AM,10.0.0.{n},,,Soup,{'Films' if n % 2 else ''},,By bus\n" for n in range(6)
    )
    + "117,5,06/01/2026 10:00:00 AM,10.0.0.9,,,,,A room for dogs,On foot\n"
)

LIMESURVEY = (
    '"Response ID";"Date submitted";"Last page";"Start language";"Seed";'
    '"What would you like? [Soup]";"What would you like? [Films]";"Say more"\n'
    + "".join(f'"{n}";"2026-06-01 10:00:00";"1";"en";"9{n}";"Yes";"{"Yes" if n < 5 else "No"}";""\n' for n in range(7))
)
