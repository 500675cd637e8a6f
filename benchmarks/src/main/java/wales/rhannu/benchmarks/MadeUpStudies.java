package wales.rhannu.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bson.Document;

/**
 * Generated bilingual case studies, the same ones in every run, whose words are as frequent and as rare as in real texts. One in
 * ten is for members only, and one in thirty is a draft.
 */
final class MadeUpStudies {

    static final List<String> KINDS = List.of("automation", "rpa", "ai", "hybrid");
    static final List<String> STAGES = List.of("live", "pilot", "idea", "paused", "retired");
    static final List<String> OUTCOMES = List.of("success", "partial", "failure", "too-early", "stopped", "not-known");
    static final List<String> TECHNOLOGIES = List.of(
            "Power Automate",
            "UiPath",
            "Python",
            "SharePoint",
            "Azure OpenAI",
            "Blue Prism",
            "Power BI",
            "Salesforce",
            "Microsoft Copilot",
            "Automation Anywhere",
            "Dynamics 365",
            "GOV.UK Notify",
            "GOV.UK Forms",
            "Java",
            "PostgreSQL",
            "R",
            "Tesseract",
            "Google Vision",
            "AWS Textract",
            "Rasa",
            "ServiceNow",
            "Excel",
            "ArcGIS",
            "QGIS",
            "Tableau",
            "Jira",
            "Cysill",
            "Whisper",
            "Kafka",
            "Docker");

    /** English and Welsh, the most frequent first. */
    private static final String[][] SUBJECTS = {
        {"invoices", "anfonebau"},
        {"waste collection", "casglu gwastraff"},
        {"housing applications", "ceisiadau tai"},
        {"council tax", "treth gyngor"},
        {"school admissions", "derbyniadau i ysgolion"},
        {"planning applications", "ceisiadau cynllunio"},
        {"hospital appointments", "apwyntiadau ysbyty"},
        {"translation", "cyfieithu"},
        {"social care referrals", "atgyfeiriadau gofal cymdeithasol"},
        {"road repairs", "trwsio ffyrdd"},
        {"payroll", "cyflogres"},
        {"freedom of information requests", "ceisiadau rhyddid gwybodaeth"},
        {"blue badges", "bathodynnau glas"},
        {"pension records", "cofnodion pensiwn"},
        {"library loans", "benthyciadau llyfrgell"},
        {"flood warnings", "rhybuddion llifogydd"},
        {"farm payments", "taliadau fferm"},
        {"energy use", "defnydd o ynni"},
        {"street lighting", "goleuadau stryd"},
        {"parking permits", "trwyddedau parcio"},
        {"recruitment", "recriwtio"},
        {"blood tests", "profion gwaed"},
        {"discharge letters", "llythyrau rhyddhau"},
        {"free school meals", "prydau ysgol am ddim"},
        {"records of births", "cofnodion genedigaethau"},
        {"fly tipping", "tipio anghyfreithlon"},
        {"grant applications", "ceisiadau am grant"},
        {"procurement", "caffael"},
        {"museum collections", "casgliadau amgueddfa"},
        {"allotments", "rhandiroedd"},
    };

    private static final String[][] MEANS = {
        {"automated", "wedi'u hawtomeiddio"},
        {"without retyping", "heb aildeipio"},
        {"read by a machine", "wedi'u darllen gan beiriant"},
        {"sorted overnight", "wedi'u didoli dros nos"},
        {"answered by a chatbot", "wedi'u hateb gan sgwrsfot"},
        {"matched in minutes", "wedi'u paru mewn munudau"},
        {"checked for mistakes", "wedi'u gwirio am wallau"},
        {"on one dashboard", "ar un dangosfwrdd"},
        {"predicted a week ahead", "wedi'u rhagweld wythnos ymlaen llaw"},
        {"in both languages", "yn y ddwy iaith"},
    };

    private static final String[][] SENTENCES = {
        {"Staff copied %s from e-mails to a spreadsheet.", "Roedd staff yn copïo %s o e-byst i daenlen."},
        {"People waited nine days for an answer.", "Roedd pobl yn aros naw diwrnod am ateb."},
        {"A robot reads %s every night and enters them.", "Mae robot yn darllen %s bob nos ac yn eu cofnodi."},
        {"A person checks what the model is not sure of.", "Mae person yn gwirio'r hyn nad yw'r model yn sicr ohono."},
        {"The supplier's interface changed twice in a year.", "Newidiodd rhyngwyneb y cyflenwr ddwywaith mewn blwyddyn."
        },
        {"It saved forty hours a week.", "Arbedodd ddeugain awr yr wythnos."},
        {"The old system could not export %s.", "Ni allai'r hen system allforio %s."},
        {"We trained the team for a fortnight before it began.", "Hyfforddwyd y tîm am bythefnos cyn dechrau."},
        {"Handwriting was harder than we had thought.", "Roedd llawysgrifen yn anoddach nag yr oeddem wedi tybio."},
        {"Residents can still telephone.", "Gall trigolion ffonio o hyd."},
        {"The data had many duplicates at first.", "Roedd llawer o ddyblygiadau yn y data ar y dechrau."},
        {"Three neighbouring councils use the same forms.", "Mae tri chyngor cyfagos yn defnyddio'r un ffurflenni."},
        {"Nobody had asked the people who do the work.", "Nid oedd neb wedi gofyn i'r bobl sy'n gwneud y gwaith."},
        {"Water levels and weather are compared each hour.", "Cymharir lefelau dŵr a'r tywydd bob awr."},
        {"The contract ended and the licence was too dear.", "Daeth y contract i ben ac roedd y drwydded yn rhy ddrud."
        },
        {"Errors in %s fell by two thirds.", "Gostyngodd gwallau mewn %s o ddwy ran o dair."},
        {"The pilot ran in two offices.", "Cynhaliwyd y peilot mewn dwy swyddfa."},
        {"Welsh text was recognised less often than English.", "Adnabuwyd testun Cymraeg yn llai aml na Saesneg."},
        {"A privacy assessment was made before it began.", "Gwnaed asesiad preifatrwydd cyn dechrau."},
        {"Next we want to share the code.", "Nesaf rydym am rannu'r cod."},
    };

    private static final String[][] PLACES = {
        {"Cardiff", "Caerdydd"},
        {"Swansea", "Abertawe"},
        {"Newport", "Casnewydd"},
        {"Gwynedd", "Gwynedd"},
        {"Anglesey", "Ynys Môn"},
        {"Conwy", "Conwy"},
        {"Denbighshire", "Sir Ddinbych"},
        {"Flintshire", "Sir y Fflint"},
        {"Wrexham", "Wrecsam"},
        {"Powys", "Powys"},
        {"Ceredigion", "Ceredigion"},
        {"Pembrokeshire", "Sir Benfro"},
        {"Carmarthenshire", "Sir Gaerfyrddin"},
        {"Neath Port Talbot", "Castell-nedd Port Talbot"},
        {"Bridgend", "Pen-y-bont ar Ogwr"},
        {"Vale of Glamorgan", "Bro Morgannwg"},
        {"Merthyr Tydfil", "Merthyr Tudful"},
        {"Caerphilly", "Caerffili"},
        {"Torfaen", "Torfaen"},
        {"Monmouthshire", "Sir Fynwy"},
    };

    private static final String[][] BODIES = {
        {"Council", "Cyngor"}, {"Health Board", "Bwrdd Iechyd"}, {"Housing", "Tai"}, {"College", "Coleg"},
    };

    private static final String[] SYLLABLES = {
        "aber", "bryn", "cwm", "dol", "efa", "ffyn", "glan", "hen", "lleu", "mor", "nant", "pen", "rhos", "tal", "wen"
    };

    private static final Instant FIRST = Instant.parse("2019-01-07T09:00:00Z");

    private MadeUpStudies() {}

    /** The state of one, as casestudy-service keeps it. */
    static Document state(int number) {
        Random random = new Random(7_919L * number + 1);
        int subject = common(random, SUBJECTS.length);
        String[] about = SUBJECTS[subject];
        String[] means = MEANS[common(random, MEANS.length)];
        String project = project(random.nextInt(3_000));
        String when = FIRST.plusSeconds(2_039L * number).toString();
        boolean draft = number % 30 == 7;
        int body = random.nextInt(PLACES.length * BODIES.length);
        Document content = new Document(
                        "title",
                        pair(
                                capital(about[0]) + " " + means[0] + ": " + project,
                                capital(about[1]) + " " + means[1] + ": " + project))
                .append("summary", text(random, about, 2))
                .append("kind", KINDS.get(common(random, KINDS.size())))
                .append("techniques", List.of(random.nextBoolean() ? "workflow automation" : "text recognition"))
                .append("stage", STAGES.get(common(random, STAGES.size())))
                .append("outcome", OUTCOMES.get(common(random, OUTCOMES.size())))
                .append("team", capital(SUBJECTS[random.nextInt(SUBJECTS.length)][0]))
                .append("sector", BODIES[body % BODIES.length][0])
                .append("publicFunction", about[0])
                .append("problem", text(random, about, 3))
                .append("previousProcess", text(random, about, 2))
                .append("alternatives", text(random, SUBJECTS[random.nextInt(SUBJECTS.length)], 2))
                .append("solution", text(random, about, 4))
                .append("technologies", technologies(random))
                .append(
                        "lessons",
                        List.of(
                                new Document("kind", "worked").append("text", text(random, about, 1)),
                                new Document("kind", "failed").append("text", text(random, about, 1))))
                .append(
                        "disclosure",
                        new Document("audience", number % 10 == 9 ? "members" : "public").append("anonymous", false));
        Document state = new Document("id", id("study", number))
                .append("status", draft ? "draft" : "published")
                .append("author", id("author", random.nextInt(2_000)))
                .append(
                        "organisation",
                        new Document("id", id("organisation", body))
                                .append(
                                        "name",
                                        pair(
                                                PLACES[body / BODIES.length][0] + " " + BODIES[body % BODIES.length][0],
                                                BODIES[body % BODIES.length][1] + " "
                                                        + PLACES[body / BODIES.length][1])))
                .append("embargoed", false)
                .append("created", when)
                .append("changed", when);
        if (!draft) {
            state.append("published", when);
        }
        return state.append("content", content);
    }

    /** Whether somebody who is not signed in finds it. */
    static boolean isForAnyone(Document state) {
        return state.getString("status").equals("published")
                && "public"
                        .equals(state.get("content", Document.class)
                                .get("disclosure", Document.class)
                                .getString("audience"));
    }

    static String id(String what, int number) {
        return UUID.nameUUIDFromBytes((what + number).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    static int organisations() {
        return PLACES.length * BODIES.length;
    }

    /** A word or a few that somebody may look for, in English or Welsh. */
    static String words(Random random, int count) {
        int language = random.nextInt(2);
        List<String> words = new ArrayList<>();
        while (words.size() < count) {
            String[] source = random.nextInt(3) == 0
                    ? SENTENCES[random.nextInt(SENTENCES.length)]
                    : SUBJECTS[common(random, SUBJECTS.length)];
            String[] parts = source[language].replaceAll("%s|[.,?]", "").strip().split("\\s+");
            words.add(parts[random.nextInt(parts.length)]);
        }
        return String.join(" ", words);
    }

    /** One of some thousands of rare names. */
    static String project(int number) {
        return capital(SYLLABLES[number % 15] + SYLLABLES[number / 15 % 15] + SYLLABLES[number / 225 % 15]);
    }

    /** The first is chosen most often. */
    static int common(Random random, int count) {
        return (int) (count * Math.pow(random.nextDouble(), 2));
    }

    private static List<String> technologies(Random random) {
        List<String> technologies = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            String technology = TECHNOLOGIES.get(common(random, TECHNOLOGIES.size()));
            if (!technologies.contains(technology)) {
                technologies.add(technology);
            }
        }
        return technologies;
    }

    private static Document text(Random random, String[] about, int sentences) {
        StringBuilder english = new StringBuilder();
        StringBuilder welsh = new StringBuilder();
        for (int left = sentences; left > 0; left--) {
            String[] sentence = SENTENCES[random.nextInt(SENTENCES.length)];
            english.append(sentence[0].replace("%s", about[0])).append(' ');
            welsh.append(sentence[1].replace("%s", about[1])).append(' ');
        }
        return pair(english.toString().strip(), welsh.toString().strip());
    }

    private static Document pair(String english, String welsh) {
        return new Document("cy", welsh).append("en", english);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
