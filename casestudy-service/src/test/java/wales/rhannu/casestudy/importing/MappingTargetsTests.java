package wales.rhannu.casestudy.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import wales.rhannu.starter.Bilingual;

/** What a mapping may fill is what a case study is made of: the form is another feature's, and grows. */
class MappingTargetsTests {

    @Test
    void theFormIsWhatACaseStudySays() throws ClassNotFoundException {
        Set<String> said = new TreeSet<>();
        collect("", Class.forName("wales.rhannu.casestudy.study.StudyContent"), said);
        // a month or a year that dates.begun finds goes to dates.asStated.begun
        said.removeIf(path -> path.startsWith("source.")
                || path.startsWith("dates.asStated.")
                || path.equals("disclosure.anonymous"));
        Set<String> fillable = MappingTargets.paths().stream()
                .filter(path -> !path.matches(".*\\.(cy|en)"))
                .collect(Collectors.toCollection(TreeSet::new));
        MappingTargets.paths().stream()
                .filter(path -> path.endsWith(".en"))
                .forEach(path -> fillable.add(path.substring(0, path.length() - 3)));
        assertThat(fillable).isEqualTo(said);
    }

    private static void collect(String under, Class<?> type, Set<String> paths) {
        for (RecordComponent component : type.getRecordComponents()) {
            String path = under + component.getName();
            Class<?> of = component.getType();
            if (component.getGenericType() instanceof ParameterizedType list) {
                of = (Class<?>) list.getActualTypeArguments()[0];
                path += of.isRecord() ? ".#" : "";
            }
            boolean leaf = !of.isRecord()
                    || of == Bilingual.class
                    || Arrays.asList("LocalisedText", "YesNoOrText", "NumberOrText", "MonthOrYear")
                            .contains(of.getSimpleName());
            if (leaf) {
                paths.add(path);
            } else {
                collect(path + ".", of, paths);
            }
        }
    }
}
