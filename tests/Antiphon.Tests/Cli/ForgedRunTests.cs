using System.Text.Json;
using System.Text.RegularExpressions;
using Antiphon.Cli.Output;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Tests.Cli;

/// <summary>Whole run folders that were tampered with, every hash redrawn, and what `verify` says that it does not recheck.</summary>
public class ForgedRunTests : CommandLineTest
{
    private static readonly string[] Certify = ["certify", "mine", "--agents", "2", "--accuracy", "1e-4", "--restarts", "0"];

    public ForgedRunTests() => Run("train", "warehouse-flat", "--k", "1", "--agents", "40", "--out", "mine").Succeeded();

    [Fact]
    public void A_game_with_other_rewards_and_its_hash_in_every_file_fails_by_name()
    {
        Run(Certify).Succeeded();
        GameDefinition given = GameFile.Load(In("mine", "game.json")).ToDefinition();
        given.GlobalReward[0][0] -= 0.5;
        Forge(given);
        Failed("Bellman equation of ");
    }

    [Fact]
    public void A_game_with_another_discount_and_its_hash_in_every_file_fails_by_name()
    {
        Run(Certify).Succeeded();
        Forge(GameFile.Load(In("mine", "game.json")).ToDefinition() with { Discount = 0.949 });
        Failed("Bellman equation of ");
    }

    [Fact]
    public void A_policy_of_another_run_with_its_hash_in_the_certificate_fails_by_name()
    {
        Run(Certify).Succeeded();
        Run("train", "warehouse-flat", "--k", "1", "--agents", "40", "--seed", "2", "--out", "other").Succeeded();
        File.Copy(In("other", "policy.json"), In("mine", "policy.json"), overwrite: true);
        Assert.Contains("another policy", Run("verify", "mine").Refused(), StringComparison.Ordinal);
        CooperativeGame game = GameFile.Load(In("mine", "game.json"));
        JointPolicy policy = PolicyFile.Load(In("mine", "policy.json"), game);
        string path = In("mine", "certificate.json");
        string own = CertificateFile.Load(path).Certificate.PolicyHash;
        File.WriteAllText(path, File.ReadAllText(path).Replace(own, PolicyHash.Compute(policy, game), StringComparison.Ordinal));
        Failed("Bellman equation of value");
    }

    [Fact]
    public void What_is_not_rechecked_is_said_in_words_and_by_name()
    {
        Run(Certify).Succeeded();
        string text = Regex.Replace(Run("verify", "mine").Succeeded(), @"\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.Contains(
            "Not rechecked: the first-order gap, the duration, the notices and the version in the file, and the names of states and "
                + "actions. Bounds may be wider than necessary. Game and policy are those of the run folder",
            text,
            StringComparison.Ordinal
        );
        Assert.Matches("proved, up to rounding of at most [0-9.]+e-[0-9]+\\.", text);
        using var document = JsonDocument.Parse(Run("verify", "mine", "--json").Succeeded());
        Assert.Equal(
            Verification.NotRechecked,
            document.RootElement.GetProperty("notRechecked").EnumerateArray().Select(name => name.GetString()),
            StringComparer.Ordinal
        );
        Assert.InRange(document.RootElement.GetProperty("rounding").GetDouble(), 1e-12, 1e-6);
        Assert.Equal(64, document.RootElement.GetProperty("policyHash").GetString()!.Length);
    }

    /// <summary>What certify writes of pairs that it simulates is no certificate that could be rechecked, under whatever name.</summary>
    [Theory]
    [InlineData(MemoryCertificateDocument.CurrentFormat, "memory-certificate.json")]
    [InlineData(BoundsDocument.CurrentFormat, "bounds.json")]
    [InlineData(ObservationDocument.CurrentFormat, "observation.json")]
    [InlineData(GapEstimateDocument.CurrentFormat, "gap-estimate.json")]
    public void Other_results_of_certify_are_refused_in_words(string format, string name)
    {
        File.WriteAllText(In("mine", name), $"{{ \"format\": \"{format}\" }}");
        Assert.Contains("nothing was checked", Run("verify", $"mine/{name}").Refused(), StringComparison.Ordinal);

        // Called a certificate, it lacks what one has.
        string path = In("mine", "certificate.json");
        File.WriteAllText(path, "{ \"format\": \"antiphon-certificate/1\" }");
        Assert.Contains("gameHash is missing", Run("verify", "mine").Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MemoryCertificateDocument.CurrentFormat, "memory-certificate.json")]
    [InlineData(BoundsDocument.CurrentFormat, "bounds.json")]
    public void A_run_folder_with_simulated_results_alone_says_so(string format, string name)
    {
        File.Delete(In("mine", "certificate.json"));
        File.WriteAllText(In("mine", name), $"{{ \"format\": \"{format}\" }}");
        Assert.Contains("which cannot be verified; nothing was checked", Run("verify", "mine").Refused(), StringComparison.Ordinal);
    }

    // Every file of the folder names the new game.
    private void Forge(GameDefinition changed)
    {
        CooperativeGame honest = GameFile.Load(In("mine", "game.json"));
        var game = CooperativeGame.Create(changed);
        GameFile.Save(game, In("mine", "game.json"));
        string deployed = honest.WithAgents(40).Hash;
        foreach (string file in Directory.EnumerateFiles(In("mine"), "*.json"))
        {
            string text = File.ReadAllText(file)
                .Replace(honest.Hash, game.Hash, StringComparison.Ordinal)
                .Replace(deployed, game.WithAgents(40).Hash, StringComparison.Ordinal)
                .Replace($"\"discount\": {honest.Discount}", $"\"discount\": {game.Discount}", StringComparison.Ordinal);
            File.WriteAllText(file, text);
        }
    }

    private void Failed(string inequality)
    {
        Outcome outcome = Run("verify", "mine");
        Assert.Equal((3, ""), (outcome.Code, outcome.Error));
        Assert.Contains("FAILS", outcome.Out, StringComparison.Ordinal);
        Assert.Contains(
            inequality,
            Regex.Replace(outcome.Out, @"\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(1)),
            StringComparison.Ordinal
        );
    }
}
