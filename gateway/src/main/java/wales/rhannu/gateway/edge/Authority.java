package wales.rhannu.gateway.edge;

import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port in the form in which two are compared (RFC 3986, sections 3.2.2 and 6.2.2.1): lower case, without a
 * trailing dot, IPv6 addresses in their canonical form (RFC 5952).
 *
 * @param port {@link #DEFAULT} where none is given
 */
record Authority(String host, int port) {

    static final int DEFAULT = -1;
    private static final String SUB_DELIMITERS = "!$&'()*+,;=";

    /** Parses a host with an optional port; null if the text is something else. */
    static @Nullable Authority parse(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (end < 0) {
            end = text.length();
        }
        String host = text.startsWith("[") ? ipv6(text, end) : name(text, end);
        int port = port(text, end);
        return host == null || port < DEFAULT ? null : new Authority(host, port);
    }

    private static @Nullable String ipv6(String text, int end) {
        // the address without a zone, which is nobody's business but the client's
        byte[] address = end < 2 || text.indexOf('%') >= 0
                ? null
                : NetUtil.createByteArrayFromIpAddressString(text.substring(1, end - 1));
        return address == null || address.length != 16 ? null : "[" + NetUtil.bytesToIpAddress(address) + "]";
    }

    private static @Nullable String name(String text, int end) {
        int length = end > 0 && text.charAt(end - 1) == '.' ? end - 1 : end;
        for (int i = 0; i < length; i++) {
            if (!mayBeInName(text.charAt(i))) {
                return null;
            }
        }
        return length == 0 || length > 253 ? null : text.substring(0, length).toLowerCase(Locale.ROOT);
    }

    private static boolean mayBeInName(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "-._~%".indexOf(c) >= 0
                || SUB_DELIMITERS.indexOf(c) >= 0;
    }

    /** Parses a port; less than {@link #DEFAULT} if it is invalid. */
    private static int port(String text, int end) {
        if (end == text.length()) {
            return DEFAULT;
        }
        if (text.charAt(end) != ':' || text.length() > end + 6) {
            return DEFAULT - 1;
        }
        int port = end + 1 == text.length() ? DEFAULT : 0;
        for (int i = end + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return DEFAULT - 1;
            }
            port = port * 10 + c - '0';
        }
        return port > 0xffff ? DEFAULT - 1 : port;
    }
}
