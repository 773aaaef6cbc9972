using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Paper;

namespace Antiphon.Tests.Paper;

[Trait("Tier", "full")]
public sealed class FederatedReproductionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("antiphon-test-").FullName;

    // A hundred small clients, four global states of loss and hours, two settings.
    private static FederatedReproductionOptions Small =>
        new()
        {
            Clients = 100,
            Subsamples = [1, 2],
            Seeds = 3,
            Rollouts = 2,
            LoggedEpisodes = 20,
            Resolution = 2,
            System = new FederatedSystemOptions
            {
                Data = new SyntheticDataOptions { LargestClient = 50 },
                Levels = [1.4],
                Settings = [new(0.1, 0, 1), new(0.03, 1, 5)],
                Drawn = 0.2,
                FewestWorking = 2,
            },
        };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_run_that_is_cancelled_and_goes_on_with_other_threads_gives_the_same_document()
    {
        string whole = Path.Combine(folder, "whole");
        string parts = Path.Combine(folder, "parts");
        FederatedReproductionDocument once = new FederatedReproduction(Small with { Threads = 2 }).Run(whole);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            new FederatedReproduction(Small with { Threads = 1 }).Run(parts, new StopAfterFirstRow(parts, stop), stop.Token)
        );
        Assert.Single(Directory.GetFiles(Path.Combine(parts, "cells"), "*.json"));
        FederatedReproductionDocument again = new FederatedReproduction(Small with { Threads = 1 }).Run(parts);
        Assert.Equal(once.Json(), again.Json());
        foreach (string table in new[] { "rows.csv", "seeds.csv", "course.csv" })
        {
            Assert.Equal(File.ReadAllText(Path.Combine(whole, table)), File.ReadAllText(Path.Combine(parts, table)));
        }

        CheckRows(once);
        InvalidInputException other = Assert.Throws<InvalidInputException>(() =>
            new FederatedReproduction(Small with { Seeds = 4 }).Run(parts)
        );
        Assert.Contains("use the options that it was started with, or choose another folder", other.Message, StringComparison.Ordinal);
    }

    private static void CheckRows(FederatedReproductionDocument document)
    {
        Assert.Equal([0.5, 1, 2], document.Rows.Select(row => row.CostFactor));
        Assert.Equal([2.0, 4.0, 8.0], document.Rows.Select(row => row.CostWeight));
        foreach (FederatedReproductionRow row in document.Rows)
        {
            Assert.Equal(
                "pair, k = 1; pair, k = 2; blind pair; full observation; FedAvg; FedProx; random participation",
                string.Join("; ", row.Policies.Select(policy => policy.Name))
            );
            foreach (FederatedMeasurement policy in row.Policies)
            {
                Assert.Equal(StudentInterval.FromSamples([.. policy.PerSeed]), policy.Reward);
                Assert.Equal(Math.Log(10), policy.Course[0].Loss, 1e-9);
                Assert.Equal(Enumerable.Range(0, 21).Select(point => 5 * point), policy.Course.Select(point => point.Round));
                Assert.Equal(policy.Kind == FederatedPolicyKind.Fixed, policy.Tuned is not null);

                // 610 parameters of 8 bytes, there and back.
                Assert.Equal(0, policy.Course[^1].Bytes * Small.Seeds * Small.Rollouts % (2 * 610 * 8), 1e-3);
            }

            // Leads are differences seed by seed.
            FederatedLead lead = row.Leads().First(each => each.Fixed == "FedProx" && each.K == 2);
            IEnumerable<double> differences = row.Policies[1].PerSeed.Zip(row.Policies[5].PerSeed, (own, other) => own - other);
            Assert.Equal(differences.Average(), lead.Lead.Mean, 1e-9);
        }

        // One setting is all that FedProx may be tuned to here: it costs more where work is dearer, and nothing else changes.
        FederatedMeasurement[] prox = [.. document.Rows.Select(row => row.Policies.Single(policy => policy.Name == "FedProx"))];
        Assert.Equal(prox[0].Course, prox[2].Course);
        Assert.True(prox[0].Reward.Mean > prox[2].Reward.Mean);
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        FederatedReproductionOptions wrong = Small with { Clients = 50, Subsamples = [60, 0], Seeds = 1, DataSets = [-1] };
        Assert.Equal(
            "Clients is 50; expected at least 100; Seeds is 1; expected at least 2; data set is -1; expected a number from 0 to 10; k "
                + "is 60; expected at most 50; k is 0; expected at least 1",
            Assert.Throws<InvalidOptionException>(() => new FederatedReproduction(wrong).Run(folder)).Message
        );
    }

    // Cancels when the first row is saved.
    private sealed class StopAfterFirstRow(string folder, CancellationTokenSource stop) : IProgress<Progress>
    {
        public void Report(Progress value)
        {
            if (Directory.GetFiles(Path.Combine(folder, "cells"), "*.json").Length > 0)
            {
                stop.Cancel();
            }
        }
    }
}
