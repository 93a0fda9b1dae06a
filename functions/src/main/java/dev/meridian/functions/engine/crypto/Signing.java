package dev.meridian.functions.engine.crypto;

import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** Signatures; those of ECDSA are the two numbers one after the other (IEEE P1363). */
final class Signing {

    private Signing() {}

    static byte[] sign(JsonObject options, byte[] key, byte[] data) throws GeneralSecurityException, CryptoRefusal {
        if (options.getString("name").equals("HMAC")) {
            return WebCrypto.hmac(options, key, data);
        }
        Signature signature = signature(options);
        signature.initSign(Keys.privateKey(options, key));
        signature.update(data);
        return signature.sign();
    }

    static boolean verify(JsonObject options, byte[] key, byte[] data, byte[] signed)
            throws GeneralSecurityException, CryptoRefusal {
        if (options.getString("name").equals("HMAC")) {
            return MessageDigest.isEqual(WebCrypto.hmac(options, key, data), signed);
        }
        Signature signature = signature(options);
        signature.initVerify(Keys.publicKey(options, key));
        signature.update(data);
        try {
            return signature.verify(signed);
        } catch (SignatureException malformed) {
            return false;
        }
    }

    private static Signature signature(JsonObject options) throws GeneralSecurityException, CryptoRefusal {
        return switch (options.getString("name")) {
            case "ECDSA" -> Signature.getInstance(WebCrypto.digits(options) + "withECDSAinP1363Format");
            case "Ed25519" -> Signature.getInstance("Ed25519");
            case "RSASSA-PKCS1-v1_5" -> Signature.getInstance(WebCrypto.digits(options) + "withRSA");
            case "RSA-PSS" -> {
                String hash = options.getString("hash");
                Signature signature = Signature.getInstance("RSASSA-PSS");
                signature.setParameter(new PSSParameterSpec(
                        hash, "MGF1", new MGF1ParameterSpec(hash), options.getInteger("saltLength"), 1));
                yield signature;
            }
            default -> throw CryptoRefusal.unsupported("Signing with " + options.getString("name"));
        };
    }
}
