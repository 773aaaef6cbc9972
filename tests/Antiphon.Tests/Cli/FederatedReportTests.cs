using Antiphon.Cli.Output;
using Antiphon.Numerics;
using Antiphon.Paper;

namespace Antiphon.Tests.Cli;

/// <summary>What the reproduction of federated training prints, word for word. The numbers are made up.</summary>
public class FederatedReportTests : CommandLineTest
{
    private static FederatedReproductionRow Row { get; } =
        new()
        {
            Version = "0.1.0",
            DataSet = 0.5,
            CostFactor = 2,
            CostWeight = 8,
            Clients = 1_000,
            Hidden = 16,
            Subsamples = [1, 5, 10],
            Seed = 1,
            Seeds = 3,
            Rollouts = 20,
            LoggedEpisodes = 600,
            Fit = new FederatedFit(1_800, 0.213, 1.05, 0.01, 2.1, 0.03, []),
            Policies =
            [
                Policy("pair, k = 1", FederatedPolicyKind.Pair, 1, 79.5, 81, 82),
                Policy("pair, k = 5", FederatedPolicyKind.Pair, 5, 89, 91, 90.5),
                Policy("pair, k = 10", FederatedPolicyKind.Pair, 10, 99, 101, 100),
                Policy("blind pair", FederatedPolicyKind.Blind, null, 97, 98, 99),
                Policy("full observation", FederatedPolicyKind.Full, null, 101, 102, 103),
                Policy("FedAvg", FederatedPolicyKind.Fixed, null, 89, 90, 91),
                Policy("FedProx", FederatedPolicyKind.Fixed, null, 69, 70, 71),
            ],
        };

    [Fact]
    public void The_summary_is_as_reviewed()
    {
        using var output = new StringWriter { NewLine = "\n" };
        FederatedReproductionReport.Write(
            new Report(Surroundings(output, TextWriter.Null)),
            new FederatedReproductionDocument(FederatedReproductionDocument.CurrentFormat, "0.1.0", [Row]),
            "runs/reproduce-federated-seed1"
        );
        Golden.AssertEqual("reproduce-federated.txt", output.ToString());
    }

    [Fact]
    public void A_pair_that_earns_less_as_much_or_more_than_the_best_fixed_policy_is_said_to()
    {
        string[] findings = [.. FederatedReproductionReport.Findings(Row)];
        Assert.Equal(4, findings.Length);
        Assert.StartsWith("The pair with k = 1 earns less than FedAvg", findings[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "The pair with k = 5 and FedAvg, the best fixed policy, do not differ significantly",
            findings[1],
            StringComparison.Ordinal
        );
        Assert.Contains("more than FedAvg", findings[2], StringComparison.Ordinal);
        Assert.Contains("; its interval lies above the intervals of all fixed policies.", findings[2], StringComparison.Ordinal);
        Assert.Equal(
            "The blind pair earns 98.00. A dispatcher that observes all clients, with the local policy of the pair with k = 10, earns "
                + "102.00.",
            findings[3]
        );
    }

    private static FederatedMeasurement Policy(string name, FederatedPolicyKind kind, int? subsample, params double[] rewards) =>
        new()
        {
            Name = name,
            Kind = kind,
            K = subsample,
            Tuned = kind == FederatedPolicyKind.Fixed ? "step 0.1, mu 0, 1 epoch" : null,
            Reward = StudentInterval.FromSamples(rewards),
            PerSeed = rewards,
            Promised = StudentInterval.FromSamples([.. rewards.Select(reward => reward + 5)]),
            Accuracy = 0.81,
            Course = [new FederatedProgress(0, 2.3, 0, 0), new FederatedProgress(5, 0.6, 1e6, 1e5)],
        };
}
