package dev.meridian.region.mail;

/**
 * Where mail is handed over.
 *
 * @param security {@code tls} for STARTTLS, {@code ssl} for TLS from the start, empty for neither
 * @param username empty to log in as nobody
 */
public record MailServer(String host, int port, String security, String username, String password) {

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
