package wales.rhannu.membership.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Where a request comes from, as the gateway tells it.
 *
 * @param address of the client
 * @param network the first 24 bits of an address of IPv4, the first 64 of one of IPv6, which one subscriber commonly has
 */
record ClientAddress(String address, String network) {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    static ClientAddress of(HttpServletRequest request) {
        return of(request.getRemoteAddr());
    }

    static ClientAddress of(String text) {
        String literal = text.replaceAll("^\\[|]$|%.*$", "");
        // only what is an address for certain, or it would be looked up as a name
        if (IPV4.matcher(literal).matches() || IPV6.matcher(literal).matches()) {
            try {
                InetAddress parsed = InetAddress.getByName(literal);
                int bytes = parsed instanceof Inet4Address ? 3 : 8;
                return new ClientAddress(
                        parsed.getHostAddress(), HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), bytes)));
            } catch (UnknownHostException e) {
                // counted as it is
            }
        }
        return new ClientAddress(text, text);
    }
}
