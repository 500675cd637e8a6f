package wales.rhannu.membership.signin;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.util.WebUtils;

/** Random secrets that a browser keeps in a cookie; they carry no information. */
final class RandomSecret {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[\\w-]{43}");

    private RandomSecret() {}

    /** 256 random bits in Base64url (RFC 4648, section 5). */
    static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Six decimal digits. */
    static String digits() {
        return "%06d".formatted(RANDOM.nextInt(1_000_000));
    }

    static Optional<String> in(HttpServletRequest request, String cookie) {
        return Optional.ofNullable(WebUtils.getCookie(request, cookie))
                .map(Cookie::getValue)
                .filter(value -> FORM.matcher(value).matches());
    }

    /** Gives a secret to the browser, for the pages of signing in alone; no script of a page gets it. */
    static void give(
            HttpServletRequest request, HttpServletResponse response, String cookie, String secret, Duration lasts) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(cookie, secret)
                        .path(SignInConfiguration.PAGE)
                        .maxAge(lasts)
                        .httpOnly(true)
                        .secure(request.isSecure())
                        .sameSite("Lax")
                        .build()
                        .toString());
    }
}
