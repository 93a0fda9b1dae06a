package dev.meridian.launcher.ca;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of a network's own: P-256 keys, certificates as RFC 5280 has them. */
final class Authority {

    static final String CERTIFICATE = "ca.crt";
    static final String KEY = "ca.key";

    private static final X500Name NAME = new X500Name("CN=Meridian network authority");
    private static final Duration HOLDS = Duration.ofDays(3_650);
    /** Clocks of nodes may be behind by so much. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final Identity identity;

    private Authority(Identity identity) {
        this.identity = identity;
    }

    /** The authority of a folder, made now if the folder has none. */
    static Authority open(Path folder, Instant now, PrintWriter out) throws IOException {
        Path certificate = folder.resolve(CERTIFICATE);
        Path key = folder.resolve(KEY);
        if (Files.exists(certificate) || Files.exists(key)) {
            return new Authority(new Identity(Pem.readCertificate(certificate), Pem.readKey(key)));
        }
        Authority fresh = create(now, now.plus(HOLDS));
        Pem.writeKey(key, fresh.identity.key());
        Pem.writeCertificate(certificate, fresh.identity.certificate());
        out.println("Made an authority: " + certificate + ", and its key: " + key);
        return fresh;
    }

    static Authority create(Instant from, Instant until) throws IOException {
        try {
            KeyPair keys = keys();
            X509v3CertificateBuilder builder = builder(NAME, keys.getPublic(), from, until)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new Authority(signed(builder, keys.getPrivate(), keys.getPrivate()));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("a certificate could not be made", e);
        }
    }

    X509Certificate certificate() {
        return identity.certificate();
    }

    /** A certificate for one node, as caller and as callee. */
    Identity issue(NodeNames node, Instant from, Instant until) throws IOException {
        try {
            KeyPair keys = keys();
            GeneralName[] names = node.addresses().stream()
                    .map(address -> new GeneralName(
                            NodeNames.isIp(address) ? GeneralName.iPAddress : GeneralName.dNSName, address))
                    .toArray(GeneralName[]::new);
            X509v3CertificateBuilder builder = builder(new X500Name("CN=" + node.name()), keys.getPublic(), from, until)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }))
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(identity.certificate()));
            return signed(builder, keys.getPrivate(), identity.key());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("a certificate could not be made", e);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(X500Name subject, PublicKey key, Instant from, Instant until)
            throws GeneralSecurityException, IOException {
        BigInteger serial = new BigInteger(127, new SecureRandom());
        return new JcaX509v3CertificateBuilder(
                        NAME, serial, Date.from(from.minus(SKEW)), Date.from(until), subject, key)
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    }

    private static Identity signed(X509v3CertificateBuilder builder, PrivateKey key, PrivateKey signer)
            throws GeneralSecurityException, OperatorCreationException {
        return new Identity(
                new JcaX509CertificateConverter()
                        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer))),
                key);
    }
}
