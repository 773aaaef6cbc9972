namespace Antiphon.Tests.Cli;

/// <summary>What a finished run says when its files no longer belong together.</summary>
public class EditedRunTests : CommandLineTest
{
    private static readonly string[] Train =
    [
        "train",
        "warehouse",
        "--k",
        "2",
        "--agents",
        "4",
        "--restarts",
        "1",
        "--sweeps",
        "1",
        "--rollouts",
        "2",
        "--seeds",
        "2",
        "--horizon",
        "3",
        "--no-baselines",
        "--out",
        "run",
    ];

    [Fact]
    public void A_finished_run_without_its_policy_does_not_send_the_user_in_a_circle()
    {
        Assert.NotEqual(2, Run(Train).Code);
        File.Delete(In("run", "policy.json"));
        string said = Run("simulate", "run").Refused();
        Assert.Contains("policy.json: is missing, although the run is finished", said, StringComparison.Ordinal);
        Assert.DoesNotContain("--resume", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_of_another_k_than_the_record_says_is_refused()
    {
        Assert.NotEqual(2, Run(Train).Code);
        string record = File.ReadAllText(In("run", "run.json"));
        File.WriteAllText(In("run", "run.json"), record.Replace("\"subsample\": 2", "\"subsample\": 3", StringComparison.Ordinal));
        Assert.Contains(
            "policy.json: subsample is 2; expected 3, as in run.json",
            Run("simulate", "run").Refused(),
            StringComparison.Ordinal
        );
    }
}
