package wales.rhannu.starter.aggregate;

/**
 * One thing wrong with an input.
 *
 * @param pointer where, as a JSON pointer (RFC 6901) into the body, or the name of a query parameter
 * @param detail what is wrong, in a sentence that its author can act on
 */
public record Violation(String pointer, String detail) {}
