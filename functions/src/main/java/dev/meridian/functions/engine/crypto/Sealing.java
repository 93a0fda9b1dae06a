package dev.meridian.functions.engine.crypto;

import dev.meridian.functions.engine.crypto.WebCrypto.Material;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** Encryption. A counter of AES-CTR is counted up in all of its 128 bits. */
final class Sealing {

    private static final int COUNTER_BITS = 128;

    private Sealing() {}

    static byte[] encrypt(JsonObject options, Material material) throws GeneralSecurityException, CryptoRefusal {
        return run(Cipher.ENCRYPT_MODE, options, material);
    }

    static byte[] decrypt(JsonObject options, Material material) throws GeneralSecurityException, CryptoRefusal {
        return run(Cipher.DECRYPT_MODE, options, material);
    }

    private static byte[] run(int mode, JsonObject options, Material material)
            throws GeneralSecurityException, CryptoRefusal {
        return switch (options.getString("name")) {
            case "AES-GCM" -> {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                cipher.init(
                        mode, aes(material), new GCMParameterSpec(options.getInteger("tagLength"), material.more()));
                cipher.updateAAD(material.extra());
                yield cipher.doFinal(material.data());
            }
            case "AES-CBC" -> run("AES/CBC/PKCS5Padding", mode, aes(material), iv(material), material);
            case "AES-CTR" -> {
                if (options.getInteger("length", COUNTER_BITS) < 64) {
                    throw CryptoRefusal.unsupported("A counter of less than 64 bits");
                }
                yield run("AES/CTR/NoPadding", mode, aes(material), iv(material), material);
            }
            case "AES-KW" -> {
                Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
                cipher.init(mode, aes(material));
                yield cipher.doFinal(material.data());
            }
            case "RSA-OAEP" -> {
                MGF1ParameterSpec mask = new MGF1ParameterSpec(options.getString("hash"));
                AlgorithmParameterSpec padding = new OAEPParameterSpec(
                        options.getString("hash"), "MGF1", mask, new PSource.PSpecified(material.extra()));
                Key key = mode == Cipher.ENCRYPT_MODE
                        ? Keys.publicKey(options, material.key())
                        : Keys.privateKey(options, material.key());
                yield run("RSA/ECB/OAEPPadding", mode, key, padding, material);
            }
            default -> throw CryptoRefusal.unsupported("Encryption with " + options.getString("name"));
        };
    }

    private static byte[] run(
            String transformation, int mode, Key key, AlgorithmParameterSpec parameters, Material material)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(transformation);
        cipher.init(mode, key, parameters);
        return cipher.doFinal(material.data());
    }

    private static Key aes(Material material) {
        return new SecretKeySpec(material.key(), "AES");
    }

    private static IvParameterSpec iv(Material material) {
        return new IvParameterSpec(material.more());
    }
}
