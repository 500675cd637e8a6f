package wales.rhannu.partner.catalogue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the contracts on the classpath say.
 *
 * @param files schemas and examples by path, as {@code <topic>/<file>}
 * @param topics title, description and audience of each topic, in English
 * @param welsh the Welsh text of each English title and description
 * @param asyncApi what all AsyncAPI documents begin with; its texts are pairs
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
record Contracts(
        Map<String, byte[]> files, Map<String, JsonNode> topics, Map<String, String> welsh, JsonNode asyncApi) {

    static Contracts read(JsonMapper json) throws IOException {
        ResourcePatternResolver classpath = new PathMatchingResourcePatternResolver();
        Map<String, JsonNode> topics = new LinkedHashMap<>();
        for (Resource list : classpath.getResources("classpath*:contracts/topics.json")) {
            json.readTree(list.getContentAsByteArray()).forEachEntry(topics::putIfAbsent);
        }
        Map<String, String> welsh = new TreeMap<>();
        for (Resource texts : classpath.getResources("classpath*:contracts/texts.cy.json")) {
            json.readTree(texts.getContentAsByteArray())
                    .forEachEntry((english, text) -> welsh.putIfAbsent(english, text.asString(english)));
        }
        Map<String, byte[]> files = new TreeMap<>();
        for (Resource file : classpath.getResources("classpath*:contracts/*/*.json")) {
            files.putIfAbsent(pathOf(file), file.getContentAsByteArray());
        }
        JsonNode asyncApi =
                json.readTree(classpath.getResource("classpath:asyncapi.json").getContentAsByteArray());
        return new Contracts(files, topics, welsh, asyncApi);
    }

    private static String pathOf(Resource file) throws IOException {
        String url = file.getURL().toString();
        return url.substring(url.lastIndexOf("contracts/") + "contracts/".length());
    }

    /** What an AsyncAPI document begins with in a language, {@code cy} or {@code en}; a copy of its own for each who asks. */
    JsonNode outline(String language) {
        return in(language, asyncApi.deepCopy());
    }

    private static JsonNode in(String language, JsonNode node) {
        if (node.size() == 2 && node.path("cy").isString() && node.path("en").isString()) {
            return node.path(language);
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> member.setValue(in(language, member.getValue())));
        }
        if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, in(language, list.path(i)));
            }
        }
        return node;
    }
}
