package wales.rhannu.feedback.result;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * A figure of a result.
 *
 * @param exact a whole number or a fraction in its lowest terms, {@code 17/2}: what ties are decided by;
 *     missing where it is too long to print, as it may be where many organisations of different sizes took part
 * @param approximate the same as a decimal, for those who only show it
 */
public record ResultFigure(@Nullable String exact, double approximate) {

    /** So that the figures of 30 options fit a record of the broker. */
    private static final int LONGEST = 40;

    static ResultFigure of(BigInteger numerator, BigInteger denominator) {
        BigInteger divisor = numerator.gcd(denominator).max(BigInteger.ONE);
        BigInteger above = numerator.divide(divisor);
        BigInteger below = denominator.divide(divisor);
        double value = new BigDecimal(above)
                .divide(new BigDecimal(below), MathContext.DECIMAL64)
                .doubleValue();
        String exact = below.equals(BigInteger.ONE) ? above.toString() : above + "/" + below;
        return new ResultFigure(exact.length() > LONGEST ? null : exact, value);
    }
}
