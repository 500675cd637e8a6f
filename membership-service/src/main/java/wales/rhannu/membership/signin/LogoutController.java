package wales.rhannu.membership.signin;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Nobody is signed out by a link that they follow; Spring Security answers the POST. */
@Hidden
@RestController
class LogoutController {

    @GetMapping("/logout")
    void refuse() throws HttpRequestMethodNotSupportedException {
        throw new HttpRequestMethodNotSupportedException("GET", List.of("POST"));
    }
}
