using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Antiphon.Policies;
using Antiphon.Server;
using Antiphon.Tests.Cli;

namespace Antiphon.Tests.Server;

/// <summary>Addresses and certificates of `antiphon serve`.</summary>
public class ListenTests : CommandLineTest
{
    private const string Https = "https://127.0.0.1:0";

    private static readonly TimeSpan Validity = TimeSpan.FromDays(2);

    public ListenTests() =>
        PolicyFile.Save(
            new JointPolicy(ServedPair.Table(ServedPair.Game, 2), LocalPolicy.Uniform(ServedPair.Game)),
            ServedPair.Game,
            In("policy.json")
        );

    [Fact]
    public async Task A_port_that_another_server_has_is_a_wrong_option()
    {
        using ServedProcess first = await ServedProcess.Start(Folder, "policy.json", "--store", "memory");
        Assert.StartsWith(
            $"error: --urls is {first.Address}, where another program listens; expected an unused address; stop the other",
            Run("serve", "policy.json", "--store", "memory", "--urls", first.Address).Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_address_of_another_machine_is_a_wrong_option()
    {
        File.WriteAllText(In("keys.txt"), $"{AccessKey.Create("alice", AccessScope.Act).Line}\n");
        Outcome outcome = Run("serve", "policy.json", "--store", "memory", "--keys", "keys.txt", "--urls", "http://192.0.2.1:5080");
        Assert.Equal(2, outcome.Code);
        Assert.Contains(
            "error: --urls is http://192.0.2.1:5080, which is not an address of this machine; expected an address of this machine; "
                + "choose one",
            outcome.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_certificate_in_Kestrels_settings_serves_https()
    {
        using X509Certificate2 certificate = WriteCertificate();
        using ServedProcess server = await Serve("certificate.pem", "key.pem");
        Assert.StartsWith("https://", server.Address, StringComparison.Ordinal);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { certificate },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        using var client = new HttpClient(handler);
        using var body = new StringContent("""{"globalState": 0, "observation": [2, 0, 0, 0, 0]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync($"{server.Address}/v1/policies/policy/decisions", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("", "")]
    public async Task A_certificate_that_cannot_be_used_is_a_wrong_input(string certificate, string key)
    {
        WriteCertificate().Dispose();
        ServedProcess.EndedException ended = await Assert.ThrowsAsync<ServedProcess.EndedException>(() => Serve(certificate, key));
        Assert.Equal(2, ended.Code);
        Assert.StartsWith("error: the certificate for https cannot be used: ", ended.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "Expected the files of a certificate and of its key in Kestrel's settings Kestrel:Certificates:Default:Path and KeyPath; "
                + "correct them.\n",
            ended.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("   at ", ended.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.pem", "key.pem")]
    [InlineData("certificate.pem", "nowhere.pem")]
    [InlineData("policy.json", "key.pem")]
    [InlineData("certificate.pem", "policy.json")]
    [Trait("Tier", "full")]
    public Task Files_that_are_missing_or_hold_something_else_are_so_too(string certificate, string key) =>
        A_certificate_that_cannot_be_used_is_a_wrong_input(certificate, key);

    private Task<ServedProcess> Serve(string certificate, string key) =>
        ServedProcess.Start(
            Folder,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Kestrel__Certificates__Default__Path"] = certificate,
                ["Kestrel__Certificates__Default__KeyPath"] = key,

                // Where a certificate for development would be found.
                ["HOME"] = Folder,
            },
            "policy.json",
            "--store",
            "memory",
            "--urls",
            Https
        );

    private X509Certificate2 WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=antiphon test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        X509Certificate2 certificate = request.CreateSelfSigned(now - Validity, now + Validity);
        File.WriteAllText(In("certificate.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(In("key.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }
}
