"""Words that people put around what they ask, and that change nothing about it."""

FILLER_WORDS = """
a able about absolutely according across actual actually actuals after again ago ahead all almost
along already alright also although am amount amounts an any anybody anyhow anymore anyone anything
anyway apparently appreciate approx approximately are aren't arent around as asap ask asked asking
at atm average avg away awfully bad basically be because been being between big bigger bit bloody
boss bot both breakdown bring buddy but came can can't cant chart charts check chutes chutes-bot
colleague colleagues come could couldn't curious current currently daily dashboard data day-by-day
dear definitely detail detailed details did didn't didnt display do does doesn't doesnt doing don't
done dont download dude during each earth easily else entirely ever every everybody everyone
everything exact exactly explain far figure find folks following for from full fyi gave generally
generate generated generating generation generations get gets getting gimme give given gives go goes
going gonna good got gotta graph great guess guys had hand happen happened happening happens happy
hardly has hasn't have haven't havent having he heck hell hello her here hers hey hi high him his hm
hmm honestly hourly how how's however hows huge hurry hw i i'd i'll i'm i've if ill im in info
information inside instead interested interesting intimate into is isn't isnt it it's its itself ive
just kind kinda kindly know lately lemme less let let's lets like likely list listing located long
look looking looks loose lose losing lost lot lots low made mainly make makes making many matter may
maybe me mean mentioned might mine monthly more much must mutch my name named namely names need
needed needs nice no not now nowadays number of off often oh on once one's ones only onto or other
others our ours out over overall own particular particularly people per performing perhaps pl plain
platform please plot pls plss plz possible presumably pretty probably process processed processing
produce produced properly provide pull put question quite r ran rank ranked ranking rate raw real
really recently reconcile recover recovered recovering require required requires requiring revert
right rn rough roughly run running said say see seem seems seen send seriously serve serves set
setup she sho should shouldn't show showed showing shown shows shw simple simply slice small so some
somebody someone something sort split stand stands still strange stuff such suddenly super sure
system table take tell tells thank thanks thanx that that's thats the their theirs them themselves
then there there's theres these they they're thing things think this those through thru thx till
time times to told too total totally totals tried true truly try trying turn turned u under
understand unusually ur urgent urgently us usual usually value values various very via view want
wanted wants was wasn't wat wats we we'd we'll we're we've weekly weird well went were weve what
what's whats when when's whenever where where's wheres which while who who's whole whom whos whose
wht whts will wish with won't wonder wondered wondering would wouldn't wtf wut yeah yep
yes yet you you'd you're your youre yours
"""
FILLER_PHRASES = """
a_day a_month a_week across_the_board all_in_all and_so_on as_of_now as_well best_performing
by_chute by_day by_hour by_model by_month by_the_way by_week call_it chute_wise day_wise
each_chute each_day each_model each_month each_week how's_it hows_it if_possible if_you_can in_all
in_detail in_general in_total model_wise month_wise no_rush of_course on_average over_time
per_chute per_day per_hour per_model per_month per_week quick_question right_away so_far
these_days up_to_now week_wise when_you_can
"""
FILLERS = frozenset(word.replace("_", " ") for word in f"{FILLER_WORDS} {FILLER_PHRASES}".split())
