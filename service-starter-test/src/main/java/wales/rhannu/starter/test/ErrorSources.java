package wales.rhannu.starter.test;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainException;

/** The codes of errors that the sources of a module name, read by the compiler's own parser. */
final class ErrorSources {

    /**
     * A place that makes an error.
     *
     * @param code null where something else than words was given, as a variable
     * @param status of the problem; zero for what is wrong with one value of an input
     * @param arguments how many
     */
    record Use(String place, @Nullable String code, int status, int arguments) {}

    private static final Map<String, DomainException.Kind> KINDS = Map.of(
            "conflict", DomainException.Kind.CONFLICT,
            "forbidden", DomainException.Kind.FORBIDDEN,
            "notFound", DomainException.Kind.NOT_FOUND,
            "malformed", DomainException.Kind.MALFORMED,
            "tooMany", DomainException.Kind.TOO_MANY,
            "unavailable", DomainException.Kind.UNAVAILABLE);

    private final List<Use> uses = new ArrayList<>();
    private final Set<String> literals = new TreeSet<>();

    /** @param folder with the sources of Java */
    ErrorSources(Path folder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> files = Files.walk(folder);
                StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(folder.relativize(Path.of(unit.getSourceFile().getName()))
                                .toString())
                        .scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Use> uses() {
        return uses;
    }

    /** Every text in double quotes. */
    Set<String> literals() {
        return literals;
    }

    private final class Reader extends TreeScanner<@Nullable Void, @Nullable Void> {

        private final String file;

        Reader(String file) {
            this.file = file;
        }

        @Override
        public @Nullable Void visitLiteral(LiteralTree literal, @Nullable Void unused) {
            if (literal.getValue() instanceof String text) {
                literals.add(text);
            }
            return null;
        }

        /** What a status is told by: {@code case 405 -> "method-not-allowed"}. */
        @Override
        public @Nullable Void visitCase(CaseTree one, @Nullable Void unused) {
            if (one.getExpressions().size() == 1
                    && one.getExpressions().get(0) instanceof LiteralTree label
                    && label.getValue() instanceof Integer status
                    && status >= 400
                    && one.getBody() instanceof LiteralTree code) {
                uses.add(new Use(file, String.valueOf(code.getValue()), status, 0));
            }
            return super.visitCase(one, unused);
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree creation, @Nullable Void unused) {
            if (creation.getIdentifier().toString().equals("Violation")) {
                codes(creation.getArguments().get(1), 0, creation.getArguments().size() - 2);
            }
            List<? extends ExpressionTree> given = creation.getArguments();
            // a constant of an enum: status, code
            if (given.size() >= 2
                    && given.get(0) instanceof LiteralTree first
                    && first.getValue() instanceof Integer status
                    && status >= 400) {
                codes(given.get(1), status, 0);
            }
            return super.visitNewClass(creation, unused);
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void unused) {
            if (call.getMethodSelect() instanceof MemberSelectTree selected) {
                called(
                        selected.getExpression().toString(),
                        selected.getIdentifier().toString(),
                        call.getArguments());
            }
            return super.visitMethodInvocation(call, unused);
        }

        private void called(String on, String name, List<? extends ExpressionTree> given) {
            if (on.equals("DomainException")) {
                DomainException.Kind kind = KINDS.get(name);
                boolean waits = name.equals("tooMany") || name.equals("unavailable");
                if (name.equals("of")) {
                    codes(given.get(1), status(given.get(0)), given.size() - 2);
                } else if (name.equals("invalid") && given.size() > 1) {
                    codes(given.get(1), 0, given.size() - 2);
                } else if (kind != null && !given.isEmpty()) {
                    codes(given.get(0), kind.status(), given.size() - (waits ? 2 : 1));
                }
            } else if (on.equals("Violation") && name.equals("of")
                    || on.toLowerCase(Locale.ROOT).endsWith("bounds") && name.equals("add")) {
                codes(given.get(1), 0, given.size() - 2);
            }
        }

        /** {@code Kind.CONFLICT}, however much of it is imported. */
        private int status(ExpressionTree kind) {
            String name = kind.toString();
            return DomainException.Kind.valueOf(name.substring(name.lastIndexOf('.') + 1))
                    .status();
        }

        private void codes(ExpressionTree given, int status, int arguments) {
            if (given instanceof ConditionalExpressionTree either) {
                codes(either.getTrueExpression(), status, arguments);
                codes(either.getFalseExpression(), status, arguments);
            } else if (given instanceof ParenthesizedTree within) {
                codes(within.getExpression(), status, arguments);
            } else if (given instanceof LiteralTree literal && literal.getValue() instanceof String code) {
                uses.add(new Use(file, code, status, arguments));
            } else if (!(given instanceof IdentifierTree || given instanceof MemberSelectTree)
                    && !(given instanceof MethodInvocationTree)) {
                // words put together, or a list of violations, which says nothing of a code
                uses.add(new Use(file, given.toString(), status, arguments));
            }
        }
    }
}
