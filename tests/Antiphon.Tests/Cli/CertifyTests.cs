using System.Text.Json;
using Antiphon.Tests.Files;

namespace Antiphon.Tests.Cli;

public class CertifyTests : CommandLineTest
{
    private static readonly string[] Brief = ["certify", "mine", "--agents", "2", "--accuracy", "1e-4", "--restarts", "0"];

    public CertifyTests() => Run("train", "warehouse", "--k", "2", "--agents", "40", "--out", "mine").Succeeded();

    [Fact]
    public void A_certificate_that_cannot_be_stored_is_printed_all_the_same()
    {
        // a folder where the witness should go
        Directory.CreateDirectory(Antiphon.Evaluation.WitnessFile.PathFor(In("mine", "certificate.json")));
        Outcome outcome = Run(Brief);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("the dispatcher", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("Certificate: not stored", outcome.Out, StringComparison.Ordinal);
        Assert.StartsWith("error: the results were not stored: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_certificate_has_the_names_that_readers_rely_on_and_verifies()
    {
        using var document = JsonDocument.Parse(Run([.. Brief, "--json"]).Succeeded());
        JsonElement root = document.RootElement;
        Assert.Equal("antiphon-certificate/1", root.GetProperty("format").GetString());
        Assert.Equal(2, root.GetProperty("agents").GetInt64());
        Assert.Equal(2, root.GetProperty("subsample").GetInt32());
        Assert.Equal("exact", root.GetProperty("method").GetString());
        Assert.True(root.GetProperty("value").GetProperty("initial").GetDouble() > 0);
        Assert.InRange(root.GetProperty("residual").GetDouble(), 0, 2e-4);
        Assert.True(root.GetProperty("seconds").GetDouble() >= 0);
        foreach (string gap in new[] { "dispatcherGap", "agentGap", "teamGap", "selfishAgentGap", "welfareGap" })
        {
            foreach (string reading in new[] { "initial", "worst" })
            {
                JsonElement ends = root.GetProperty(gap).GetProperty(reading);
                Assert.InRange(ends[0].GetDouble(), 0, ends[1].GetDouble());
            }
        }

        Assert.Equal(
            Math.Max(
                root.GetProperty("dispatcherGap").GetProperty("initial")[1].GetDouble(),
                root.GetProperty("agentGap").GetProperty("initial")[1].GetDouble()
            ),
            root.GetProperty("epsilon").GetProperty("initial").GetDouble()
        );
        string path = Path.Combine("mine", "certificate.json");
        Assert.Equal(document.RootElement.GetRawText(), File.ReadAllText(In("mine", "certificate.json")).TrimEnd());
        Assert.Contains("Holds", Run("verify", path).Succeeded(), StringComparison.Ordinal);
        Assert.Equal(Run("verify", path).Succeeded(), Run("verify", "mine").Succeeded());
        using var verification = JsonDocument.Parse(Run("verify", path, "--json", "--states", "4").Succeeded());
        Assert.True(verification.RootElement.GetProperty("holds").GetBoolean());
    }

    [Fact]
    public void A_tampered_certificate_exits_with_3_and_the_inequality()
    {
        Run(Brief).Succeeded();
        string path = In("mine", "certificate.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        string value = document.RootElement.GetProperty("value").GetProperty("initial").GetRawText();
        File.WriteAllText(path, File.ReadAllText(path).Replace(value, "1" + value, StringComparison.Ordinal));
        Outcome outcome = Run("verify", path);
        Assert.Equal((3, ""), (outcome.Code, outcome.Error));
        Assert.Contains("value.initial: within the residual", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_cannot_be_stored_over_an_earlier_one_leaves_that_verifiable()
    {
        Run(Brief).Succeeded();
        string[] finer = [.. Brief[..4], "--accuracy", "1e-5", "--restarts", "0"];
        int opened = 0;
        // The first time is the question whether the file could be written.
        Stream? Open(string path) =>
            path.Contains(".certificate.json.", StringComparison.Ordinal) && ++opened > 1 ? throw ScriptedDisk.Failure() : null;
        using (Disk.Use(new ScriptedDisk { OnWrite = Open }))
        {
            Assert.Contains("the results were not stored", Run(finer).Error, StringComparison.Ordinal);
        }

        Assert.Contains("Holds", Run("verify", "mine").Succeeded(), StringComparison.Ordinal);
        Run(finer).Succeeded();
        Assert.Contains("Holds", Run("verify", "mine").Succeeded(), StringComparison.Ordinal);
        Assert.Equal([In("mine", "certificate.witness")], Directory.GetFiles(In("mine"), "*.witness"), StringComparer.Ordinal);
    }

    [Fact]
    public void A_witness_that_was_exchanged_is_found_out()
    {
        Run(Brief).Succeeded();
        string witness = In("mine", "certificate.witness");
        byte[] first = File.ReadAllBytes(witness);
        Run([.. Brief[..4], "--accuracy", "1e-5", "--restarts", "0"]).Succeeded();
        File.WriteAllBytes(witness, first);
        string message = Run("verify", In("mine", "certificate.json")).Refused();
        Assert.Contains("certificate.witness' is damaged: its hash is ", message, StringComparison.Ordinal);
        Assert.Contains(", as in the certificate", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Drawn_states_are_no_proof_and_their_seed_is_said()
    {
        Run(Brief).Succeeded();
        Entropy = () => 77;
        string text = Run("verify", "mine", "--states", "4").Succeeded().ReplaceLineEndings(" ");
        Assert.Contains("drawn with seed 77. A function that is wrong", text, StringComparison.Ordinal);
        Assert.Contains(
            "drawn with seed 5. A function that is wrong",
            Run("verify", "mine", "--states", "4", "--seed", "5").Succeeded().ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        using var sampled = JsonDocument.Parse(Run("verify", "mine", "--states", "4", "--json").Succeeded());
        Assert.False(sampled.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal(77UL, sampled.RootElement.GetProperty("seed").GetUInt64());
        JsonElement sample = sampled.RootElement.GetProperty("sample");
        Assert.Equal(1 - (4.0 / sample.GetProperty("states").GetInt64()), sample.GetProperty("missOfOne").GetDouble(), 1e-12);
        Assert.InRange(sample.GetProperty("foundFrom").GetInt64(), 2, sample.GetProperty("states").GetInt64());

        using var all = JsonDocument.Parse(Run("verify", "mine", "--json").Succeeded());
        Assert.True(all.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal(JsonValueKind.Null, all.RootElement.GetProperty("seed").ValueKind);
        Assert.Equal(all.RootElement.GetProperty("bellmanEquations").GetInt64(), all.RootElement.GetProperty("bellmanStates").GetInt64());
        Assert.Contains("Every Bellman equation was checked at every state", Run("verify", "mine").Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_verification_says_nothing()
    {
        Run(Brief).Succeeded();
        Cancel();
        Outcome outcome = Run("verify", "mine");
        Assert.Equal((130, ""), (outcome.Code, outcome.Out));
    }

    [Fact]
    public void A_certificate_of_another_policy_is_refused()
    {
        Run(Brief).Succeeded();
        Run("train", "warehouse", "--k", "2", "--agents", "40", "--seed", "2", "--out", "other").Succeeded();
        string message = Run("verify", In("mine", "certificate.json"), "--run", "other").Refused();
        Assert.Contains("another policy", message, StringComparison.Ordinal);
        Run("train", "warehouse", "--k", "2", "--agents", "50", "--out", "third").Succeeded();
        Assert.Contains(
            "another game",
            Run("verify", In("mine", "certificate.json"), "--run", "third").Refused(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("at least k = 2", "certify", "mine", "--agents", "1")]
    [InlineData("fits", "certify", "mine", "--agents", "1000")]
    [InlineData("ends in .json", "certify", "mine", "--out", "x.txt")]
    [InlineData("may be written to", "certify", "mine", "--agents", "2", "--out", "/proc/x.json")]
    [InlineData("needs a RUN", "certify")]
    [InlineData("needs a CERTIFICATE", "verify")]
    [InlineData("does not exist", "verify", "missing.json")]
    [InlineData("without a certificate.json", "verify", "mine")]
    public void Bad_input_is_refused(string message, params string[] arguments) =>
        Assert.Contains(message, Run(arguments).Refused(), StringComparison.Ordinal);

    [Fact]
    public void Equal_options_give_equal_certificates_at_any_thread_count()
    {
        string one = Run([.. Brief, "--threads", "1", "--json"]).Succeeded();
        byte[] witness = File.ReadAllBytes(In("mine", "certificate.witness"));
        Assert.Equal(one, Run([.. Brief, "--threads", "2", "--json"]).Succeeded());
        Assert.Equal(witness, File.ReadAllBytes(In("mine", "certificate.witness")));
    }

    [Theory]
    [InlineData("run.json", "antiphon-run/1")]
    [InlineData("policy.json", "antiphon-policy/1")]
    [InlineData("game.json", "antiphon-game/1")]
    public void A_file_that_is_no_certificate_is_not_replaced(string name, string format)
    {
        string before = File.ReadAllText(In("mine", name));
        Assert.Contains(format, Run([.. Brief, "--out", $"mine/{name}"]).Refused(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(In("mine", name)));
    }

    [Fact]
    public void A_folder_in_the_place_of_the_certificate_is_refused_before_work()
    {
        Directory.CreateDirectory(In("folder.json"));
        Assert.Contains("--out is folder.json", Run([.. Brief, "--out", "folder.json"]).Refused(), StringComparison.Ordinal);
        Assert.False(File.Exists(In("folder.witness")));
    }

    [Fact]
    public void A_cancelled_certification_writes_nothing()
    {
        Cancel();
        Assert.Equal(130, Run(Brief).Code);
        Assert.False(File.Exists(In("mine", "certificate.json")));
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Without_agents_a_run_that_does_not_fit_is_estimated_and_says_so()
    {
        Run("train", "warehouse", "--k", "2", "--agents", "1000", "--out", "large").Succeeded();
        string text = Run("certify", "large", "--accuracy", "1e-2", "--restarts", "0").Succeeded().ReplaceLineEndings(" ");
        Assert.Contains("ESTIMATE: nothing here is proved", text, StringComparison.Ordinal);
        Assert.Contains("\"method\": \"estimate\"", File.ReadAllText(In("large", "certificate.json")), StringComparison.Ordinal);
        Assert.Contains("is an estimate", Run("verify", In("large", "certificate.json")).Refused(), StringComparison.Ordinal);
    }
}
