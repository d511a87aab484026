"""Lists as they really arrive, turned into people and what they are owed: nothing here touches the log or a screen.

for sheet in read_sheets("BNBA Liyu.xlsx", data):
    seen = survey(sheet, office, learnt)              # headings, village, programme, period; what is to be asked
    judged = judge(seen, seen.answers, today)         # every row taken, taken with a warning, or refused
    united = unite(people, judged.candidates, new_id) # people by NIK; a second time nothing changes
"""
