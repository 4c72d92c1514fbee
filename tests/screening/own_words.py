"""Invented messages, as people put an emergency in their own words, and others that sound alike and are none.

TUNED was looked at while the lists were written. SET_ASIDE was written afterwards, measured once and never tuned to.
"""

from __future__ import annotations

TUNED_EMERGENCIES = """
I can't pee since yesterday.
I cannot pee and my back hurts.
Since this morning I can't feel when I pee.
I lost control of my bladder.
I have lost control over my bowels.
I wet myself without noticing.
I can no longer hold my urine.
I'm numb down below and my back hurts.
My groin and bottom went numb.
I can't feel myself when I wipe after the toilet.
Both my legs are getting weak.
My legs gave way, both of them are numb.
I have pain in my chest and in my left arm.
My chest feels tight and I sweat.
I can't breathe properly.
I can hardly breathe.
It hurts to breathe and I am out of breath.
The worst headache I ever had.
Suddenly the worst headache.
My face droops and my speech is slurred.
I see double and feel dizzy.
One side of my body is weak since an hour.
My neck is stiff and I have a high fever.
My knee is hot, red and swollen and I have a fever.
Sudden tearing pain between my shoulder blades.
After needling my chest hurts when I breathe.
I have not been able to urinate for twelve hours.
Ne mogu mokriti od jučer.
Od jučer ne mogu piškiti.
Ne mogu se pomokriti.
Ne mogu zadržati mokraću.
Ne osjećam kad mokrim.
Pobjegne mi mokraća, a ne osjetim.
Izgubio sam kontrolu nad mokrenjem.
Izgubila sam kontrolu nad stolicom.
Ne kontroliram stolicu.
Utrnulo mi je međunožje.
Trne mi između nogu i oko stražnjice.
Ne osjećam se kad se brišem na WC-u.
Obje noge su mi slabe.
Noge su mi oduzete.
Boli me u prsima i lijeva ruka.
Steže me u prsima.
Imam pritisak u prsima i znojim se.
Ne mogu disati.
Teško dišem i bode me u prsima.
Gušim se.
Nemam zraka.
Najjača glavobolja u životu.
Odjednom strašna glavobolja.
Lice mi je utrnulo i teško govorim.
Vidim duplo.
Koljeno mi je vruće, crveno i otečeno i imam temperaturu.
Ukočen mi je vrat i imam visoku temperaturu.
Nakon iglica me bode u prsima i teško dišem.
Ich kann nicht mehr pinkeln.
Ich kann seit gestern kein Wasser lassen.
Ich habe die Kontrolle über meine Blase verloren.
Zwischen den Beinen ist alles taub.
Ich bekomme keine Luft.
Ich habe Druck auf der Brust.
Mir tut die Brust weh und der linke Arm.
Meine beiden Beine sind schwach.
Die schlimmsten Kopfschmerzen meines Lebens.
Ich sehe doppelt.
For two days now I can't urinate properly.
I haven't been able to pee since this morning.
I don't feel anything when I go to the toilet.
I keep leaking urine without noticing.
I've been incontinent since Monday.
There is no feeling around my bottom any more.
My private parts are numb.
It's numb between my legs.
My legs don't hold me any more, both are weak.
There's a heavy pressure on my chest.
Strong chest pain going into my jaw.
I struggle to breathe.
I've got the worst headache of my life.
A terrible headache came on suddenly.
I can't speak properly and my face hangs.
Since the needling on my shoulder I have trouble breathing.
Već dva dana ne mogu normalno mokriti.
Otkad me bole leđa, ne mogu zadržati mokraću.
Bježi mi mokraća.
Više ne osjećam stolicu.
Nemam osjeta između nogu.
Utrnula mi je stražnjica i spolovilo.
Jako me boli u prsima i širi se u lijevu ruku.
Pritišće me u prsima.
Ne mogu udahnuti.
Ostajem bez zraka.
Imam najgoru glavobolju u životu.
Iznenada me uhvatila strašna glavobolja.
Ne mogu govoriti, usta su mi iskrivljena.
Nakon suhih iglica teško dišem.
Obje noge su mi oduzete.
Noge me ne slušaju.
Ich kann mein Wasser nicht mehr halten.
Ich habe keine Kontrolle mehr über die Blase.
Im Intimbereich spüre ich nichts mehr.
Ich habe starke Schmerzen in der Brust.
Ich kann kaum atmen.
Plötzlich furchtbare Kopfschmerzen.
I am unable to empty my bladder since last night.
I've lost all feeling down there.
I had an accident and wet my trousers, I didn't feel it coming.
I can't tell when my bladder is full.
The area between my legs has gone completely numb.
My legs are going weak and I keep falling.
My chest hurts and I am sweating.
I feel like someone is sitting on my chest.
I get a stabbing pain in my chest when I breathe in.
I'm short of breath since the last session.
I have never had such a bad headache.
My left arm and jaw hurt and my chest is tight.
My mouth hangs on one side.
I have double vision.
My calf is rock hard and extremely painful since the kick.
I have a fever and my knee is red and hot.
Ne mogu isprazniti mjehur od sinoć.
Upiškim se, a da to ne osjetim.
Ne osjećam da mi se ide na WC.
Sve mi je utrnulo dolje između nogu.
Noge su mi jako slabe, padam.
Boli me prsni koš i znojim se.
Kao da mi netko sjedi na prsima.
Probada me u prsima kad udahnem.
Nikad nisam imala takvu glavobolju.
Usta su mi se objesila na jednu stranu.
Imam dvoslike.
Od zadnjeg bockanja ne mogu doći do daha.
Koljeno je vruće i imam vrućicu.
Ich kann die Blase nicht mehr entleeren.
Untenrum ist alles taub.
Mir ist beim Atmen ganz stechend in der Brust.
Ich habe das Gefühl, jemand sitzt auf meiner Brust.
So starke Kopfschmerzen hatte ich noch nie.
Ich sehe alles doppelt.
Since yesterday I have no feeling when I wipe.
I don't have any feeling when I wipe.
I can't feel the toilet paper any more.
I have no fever, but no feeling when I wipe myself.
No feeling when wiping, and my back hurts.
No feeling in my saddle area.
I don't know if any numbness in the groin matters, but I have it.
My saddle is numb.
Saddle numb since Monday.
Nemam osjeta na sjedalu.
Od jučer nemam osjeta u preponama.
Nemam nikakvog osjeta u području međunožja.
Izgubila sam osjet oko stražnjice.
Ne osjećam zadnjicu.
Ne osjećam toaletni papir.
Utrnule su mi prepone.
Utrnulost u preponama i na sjedalu.
Ich habe kein Gefühl beim Abwischen.
Ich habe kein Gefühl mehr im Schritt.
Seit gestern habe ich kein Gefühl am Gesäß.
Ich spüre das Toilettenpapier nicht mehr.
""".strip().splitlines()

TUNED_OTHERS = """
I have no numbness and I feel everything when I wipe.
No numbness in the groin.
I don't have any numbness in my groin.
My groin is not numb.
I'm not numb down below.
Nije mi utrnulo međunožje.
Prepone mi nisu utrnule.
Ne trne mi između nogu.
No pain when I wipe the table.
I have no bad feeling when I wipe.
My saddle is too hard and my bottom hurts after cycling.
My father has no feeling when wiping.
Nemam utrnulosti u preponama.
Nemam utrnulosti na sjedalu.
Osjet u preponama je uredan.
Nemam osjećaj da se prepone istežu.
Ne osjećam bol u preponama.
Boli me na sjedalu u autu.
Ich habe kein Taubheitsgefühl im Schritt.
Ich habe ein gutes Gefühl beim Gehen.
It is killing me.
My back is killing me.
I have no trouble passing urine.
My back hurts when I sit.
My left leg tingles sometimes.
I can pee normally.
I have no chest pain and breathe well.
My chest muscle is sore after training.
Can I pay by card?
My father had a heart attack.
I get a headache after work.
My hand goes numb at night.
Boli me rame kad dignem ruku.
Mogu normalno mokriti.
Nemam bolova u prsima.
Bole me leđa nakon sjedenja.
Trne mi mali prst.
Imam glavobolju od napetosti.
Mogu li platiti karticom?
Mogu li doći s djetetom?
Dišem normalno.
Ne mogu doći u ponedjeljak.
Ne osjećam bol u mirovanju.
Mir tut der Nacken weh.
Ich kann normal Wasser lassen.
Ich kann am Montag nicht kommen.
Ich habe keine Brustschmerzen.
I can't lift my arm above my head.
I cannot sleep because of the pain.
My chest muscles are tight from climbing.
My upper back between the shoulder blades aches.
After needling my shoulder felt better.
I had a heart attack in 2015.
My neck is stiff in the morning.
My legs are tired after running.
Can't you offer me an earlier appointment?
I can't feel the difference after three sessions.
My knee is swollen after football.
My mother can't control her bladder.
I get out of bed with a stiff back.
I have no numbness between my legs and can pee normally.
I would like to see you both.
Does it hurt to be needled in the chest?
Bole me prsna kralježnica i lopatica.
Boli me između lopatica.
Ne mogu podići ruku.
Ne mogu spavati od boli.
Nemam problema s mokrenjem.
Ukočen mi je vrat ujutro.
Noge su mi umorne.
Trnu mi prsti.
Nakon tretmana mi je bolje.
Ne mogu doći na termin.
Imao sam infarkt 2015.
Koljeno mi je otečeno nakon nogometa.
Ne osjećam razliku nakon tri tretmana.
Glavobolja mi počinje iza vrata.
Ne mogu se sagnuti.
Ne mogu dugo sjediti.
Ich kann den Arm nicht heben.
Ich kann nachts nicht schlafen.
Meine Beine sind müde.
Mein Knie ist geschwollen.
Ich habe keine Atemnot.
I can't turn my head to the left.
I have been numb with grief since my husband died.
My chest is fine, it is my back.
My shoulder pain wakes me when I breathe out? No, only when I turn.
Could you needle my chest muscles?
My bladder is fine.
I can walk and pee as always.
My leg gives way now and then on the stairs.
I have a slight headache after the gym.
I am out of work because of my back.
I feel no pain at rest.
My husband cannot breathe through his nose.
Ne mogu okrenuti glavu ulijevo.
Mjehur i crijeva rade normalno.
Trne mi noga kad dugo sjedim.
Imam laganu glavobolju poslije treninga.
Bol u leđima ne širi se u prsa.
Mogu hodati i mokriti kao i inače.
Muž mi teško diše na nos.
Bolje dišem nakon vježbi.
Bole me prsni mišići nakon treninga.
Ne mogu vas dobiti na telefon.
Ich kann den Kopf nicht drehen.
Blase und Darm sind in Ordnung.
Ich habe leichte Kopfschmerzen nach dem Sport.
Mein Bein schläft manchmal ein.
""".strip().splitlines()

SET_ASIDE_EMERGENCIES = """
I have trouble starting to pee and my bottom is numb.
Since Tuesday I cannot hold my pee.
I do not notice any more when I need the toilet.
My genitals feel numb and my back is killing me.
I can hardly lift both legs.
There is a strong pressure in my chest since this morning.
My chest hurts and my arm tingles.
I can't get enough air.
My head exploded with pain, the worst headache ever.
My speech is slurred since lunch.
My neck is stiff and I have a fever and a rash.
My hip is red, hot and swollen and I am shivering.
Ne mogu se pomokriti već cijeli dan.
Ne mogu kontrolirati stolicu.
Utrnulo mi je oko stražnjice i ne osjećam papir.
Obje noge mi trnu i slabe.
Stišće me u prsima i znojim se.
Teško mi je disati od jučer.
Odjednom me uhvatila najjača glavobolja ikad.
Ne mogu normalno govoriti.
Imam ukočen vrat i temperaturu 39.
Ich kann kein Wasser lassen.
Zwischen meinen Beinen bin ich taub.
Ich habe Enge in der Brust und schwitze.
Ich bekomme schlecht Luft.
Ich hatte noch nie so starke Kopfschmerzen.
""".strip().splitlines()

SET_ASIDE_OTHERS = """
I can't bend down to tie my shoes.
My neck has been stiff for a week, no fever.
I need the toilet often, but that is normal for me.
My arm tingles when I type.
My chest is tight from bad posture, says my coach.
I had a fever last month.
I am numb to the pain by now.
Can you also treat both legs in one session?
Ne mogu čučnuti.
Vrat mi je ukočen od posla za računalom.
Trne mi ruka dok tipkam.
Imala sam temperaturu prošli mjesec.
Mogu li dobiti račun?
Ne mogu trčati zbog koljena.
Ich kann nicht lange sitzen.
Mein Nacken ist seit einer Woche steif.
Mein Arm kribbelt beim Tippen.
Kann ich mit Karte zahlen?
""".strip().splitlines()

# Of weight and no emergency by the catalogue, which has no red flag for it: marked as mental health.
DESPAIR = """
I want to kill myself.
I just want to kill myself.
I have no strength left, I want to kill myself.
I am going to kill myself.
I'm thinking about killing myself.
I have thoughts of ending my life.
I want to die.
I want to end it all.
I don't want to live any more.
I do not want to live anymore.
I dont want to live like this any more.
I no longer want to live.
I wish I was dead.
I have no reason to live.
My life isn't worth living.
I am suicidal.
Ne želim više živjeti.
Ne želim živjeti više.
Ne želim više ovako živjeti.
ne zelim vise zivjeti
Ne živi mi se više.
Želim se ubiti.
Nemam više snage, želim se ubiti.
Razmišljam da se ubijem.
Želim umrijeti.
Nemam više volje za životom.
Želim si oduzeti život.
Razmišljam o samoubojstvu.
Ich will nicht mehr leben.
Ich möchte so nicht mehr leben.
So will ich nicht mehr leben.
Ich schlafe nicht und sage, dass ich nicht mehr leben will.
Ich will mich umbringen.
Ich denke daran, mich umzubringen.
Ich will nur noch sterben.
Am liebsten wäre ich tot.
Ich bin lebensmüde.
""".strip().splitlines()

NO_DESPAIR = """
It is killing me.
My back is killing me.
This pain will kill me one day.
I would kill for an appointment this week.
I nearly killed myself on the stairs.
I don't want to kill myself.
I have no thoughts of killing myself.
I don't want to die.
I want to live without pain.
I don't want to live in a flat with stairs.
I don't want to live with back pain.
My mother doesn't want to live any more.
My husband wants to kill himself.
Bol me ubija.
Ubit će me ova leđa.
Ne želim se ubiti.
Ne želim umrijeti.
Ne želim si oduzeti život.
Želim živjeti bez bolova.
Ne želim više čekati.
Ne želim živjeti s bolovima.
Moja majka ne želi više živjeti.
Die Schmerzen bringen mich um.
Der Rücken bringt mich noch um.
Ich will mich nicht umbringen.
Ich will nicht sterben.
Ich will ohne Schmerzen leben.
Ich will nicht mehr mit Schmerzmitteln leben.
Meine Mutter will nicht mehr leben.
""".strip().splitlines()
