using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Antiphon.Cli;
using Antiphon.Tests.Runs;
using Antiphon.Tests.Server;

namespace Antiphon.Tests.Cli;

/// <summary>`--watch` of train and sweep; what the page is told: <see cref="Server.WatchTests"/>.</summary>
public class WatchTests : CommandLineTest
{
    private static readonly string[] Small = "sweep warehouse --k 1,2 --seeds 2 --restarts 1 --agents 40 --horizon 5 --rollouts 2".Split(
        ' '
    );

    private readonly string address = FreeAddress();

    [Fact]
    public void A_training_gives_the_same_result_and_the_same_files_with_a_page_beside_it()
    {
        string plain = Run("train", "warehouse", "--k", "3", "--out", "mine").Succeeded();
        IReadOnlyDictionary<string, string> files = TemporaryFolder.Contents(In("mine"));
        Directory.Delete(In("mine"), recursive: true);
        JsonElement seen = default;
        Trainer = new ScriptedTrainer { AfterProposal = done => seen = done == 2 ? Work() : seen };

        string watched = Run("train", "warehouse", "--k", "3", "--out", "mine", "--watch", "--urls", address).Succeeded();
        Assert.Equal($"Watching at {address}/\n{plain}", watched);
        Assert.Equal(files, TemporaryFolder.Contents(In("mine")));
        Assert.Equal(2, seen.GetProperty("proposals").GetArrayLength());
        Assert.Equal(
            ("mine", "3"),
            (seen.GetProperty("folder").GetString(), seen.GetProperty("options").GetProperty("subsample").GetString())
        );
        Assert.StartsWith(seen.GetProperty("question").GetString()!, plain.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void With_json_the_address_is_no_part_of_the_result()
    {
        Outcome outcome = Run("train", "warehouse", "--k", "3", "--json", "--watch", "--urls", address);
        Assert.Equal((0, $"Watching at {address}/\n"), (outcome.Code, outcome.Error));
        Assert.Equal("antiphon-train/1", JsonDocument.Parse(outcome.Out).RootElement.GetProperty("format").GetString());
    }

    [Fact]
    public void A_training_that_the_page_cancels_is_saved_and_ends_as_if_undisturbed()
    {
        string summary = Run("train", "warehouse", "--k", "3", "--out", "whole").Succeeded();
        Trainer = new ScriptedTrainer { AfterProposal = done => CancelAt(done, 5) };
        Outcome cancelled = Run("train", "warehouse", "--k", "3", "--out", "cut", "--watch", "--urls", address);
        Assert.Equal((130, $"Watching at {address}/\n"), (cancelled.Code, cancelled.Out));
        Assert.Contains("antiphon train --resume cut", cancelled.Error, StringComparison.Ordinal);

        JsonElement resumed = default;
        Trainer = new ScriptedTrainer { AfterProposal = done => resumed = done == 6 ? Work() : resumed };
        string rest = Run("train", "--resume", "cut", "--watch", "--urls", address).Succeeded();
        Assert.EndsWith(summary.Replace("whole", "cut", StringComparison.Ordinal), rest, StringComparison.Ordinal);
        Assert.Equal(TemporaryFolder.Contents(In("whole")), TemporaryFolder.Contents(In("cut")));
        Assert.Equal(6, resumed.GetProperty("proposals").GetArrayLength());
        Assert.Contains("earlier sessions", resumed.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pair_from_bins_is_deployed_before_the_page_is_told_of_the_end()
    {
        using var client = new HttpClient();
        Task<string> told = Task.FromResult("");
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, cancellation) =>
        {
            told = client.GetStringAsync(
                $"{address}/v1/work/events?work={Work().GetProperty("work").GetString()}",
                CancellationToken.None
            );
            return new Antiphon.Equilibrium.Alternation(options).Run(game, resumeFrom, onProposal, progress, cancellation);
        };
        string[] asked = ["train", "warehouse-continuous", "--discretize", "3", "--k", "2", "--agents", "20", "--restarts", "1"];
        string[] deployed = ["--rollouts", "2", "--seeds", "2", "--horizon", "5", "--out", "bins", "--watch", "--urls", address];
        Run([.. asked, .. deployed]).Succeeded();
        string last = (await told).Split("data: ")[^2];
        Assert.Contains("Continuous states", last, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"done\"", last, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_stopped_before_its_first_proposal_says_that_there_are_none()
    {
        Cancel();
        OtherTrainer = (_, _, _, _, _, cancellation) => throw new OperationCanceledException(cancellation);
        Assert.Equal(130, Run("train", "warehouse", "--k", "3", "--out", "cut").Code);
        OtherTrainer = null;
        JsonElement seen = default;
        Trainer = new ScriptedTrainer { AfterProposal = done => seen = done == 1 ? Work() : seen };
        Run("train", "--resume", "cut", "--watch", "--urls", address).Succeeded();
        Assert.Contains("there are no earlier proposals", seen.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_tells_its_cells_and_the_page_cancels_it()
    {
        string summary = Run([.. Small, "--out", "whole"]).Succeeded();
        JsonElement seen = default;
        int calls = 0;
        Trainer = new ScriptedTrainer
        {
            AfterProposal = done =>
            {
                if (++calls == 7)
                {
                    seen = Work();
                    CancelAt(done, done);
                }
            },
        };
        Outcome cancelled = Run([.. Small, "--out", "cut", "--watch", "--urls", address]);
        Assert.Equal(130, cancelled.Code);
        Assert.Equal(
            ["1 1 done", "1 2 done", "2 1 running"],
            seen.GetProperty("cells")
                .EnumerateArray()
                .Select(cell => $"{cell.GetProperty("k")} {cell.GetProperty("seed")} {cell.GetProperty("state")}"),
            StringComparer.Ordinal
        );
        Trainer = new ScriptedTrainer();
        Outcome rest = Run([.. Small, "--out", "cut", "--watch", "--urls", address]);
        Assert.Equal($"Watching at {address}/\n{summary.Replace("whole", "cut", StringComparison.Ordinal)}", rest.Out);
    }

    [Fact]
    public void Nothing_is_watched_where_nothing_is_left_to_do()
    {
        string summary = Run("train", "warehouse", "--k", "3", "--out", "mine").Succeeded();
        Assert.Equal(summary, Run("train", "--resume", "mine", "--watch").Out);
        string table = Run([.. Small, "--out", "grid"]).Succeeded();
        Assert.Equal(table, Run("sweep", "--resume", "grid", "--watch").Out);
    }

    [Fact]
    public void A_port_that_is_in_use_is_refused_before_anything_is_trained()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string taken = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        string refusal = Run("train", "warehouse", "--k", "3", "--out", "mine", "--watch", "--urls", taken).Refused();
        Assert.StartsWith($"error: --urls is {taken}, where another program listens", refusal, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("mine")));
        Assert.Equal(0, Trainer.Made);
    }

    [Theory]
    [InlineData("error: --urls belongs to --watch", "--urls", "http://127.0.0.1:0")]
    [InlineData("error: --urls is http://0.0.0.0:0; expected a loopback address", "--watch", "--urls", "http://0.0.0.0:0")]
    [InlineData("error: --urls is nowhere; expected an address", "--watch", "--urls", "nowhere")]
    public void An_address_that_cannot_be_is_refused(string message, params string[] arguments)
    {
        Assert.StartsWith(message, Run(["train", "warehouse", "--k", "3", .. arguments]).Refused(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("runs", "warehouse-k3-seed1")));
    }

    /// <summary>The program itself, and a training that takes its time.</summary>
    [Fact]
    [Trait("Tier", "full")]
    public async Task A_real_training_is_cancelled_from_its_page_with_exit_code_130_and_ends_on_the_same_bits()
    {
        string[] question = ["train", "warehouse", "--k", "2", "--restarts", "2"];
        using (ServedProcess cut = await ServedProcess.Watch(Folder, [.. question, "--out", "cut", "--watch"]))
        {
            using var client = new HttpClient();
            JsonElement work;
            do
            {
                work = await client.GetFromJsonAsync<JsonElement>($"{cut.Address}/v1/work");
            } while (work.GetProperty("proposals").GetArrayLength() == 0);
            await Cancel(client, cut.Address, work);
            (int code, string error) = await cut.Ended();
            Assert.Equal(130, code);
            Assert.Contains("progress is saved", error, StringComparison.Ordinal);
        }

        OtherTrainer = Registered.Finite.Train;
        Assert.Equal(0, Run([.. question, "--out", "whole"]).Code);
        Assert.Equal(0, Run("train", "--resume", "cut").Code);
        Assert.Equal(TemporaryFolder.Contents(In("whole")), TemporaryFolder.Contents(In("cut")));
    }

    private static string FreeAddress()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
    }

    private static async Task Cancel(HttpClient client, string address, JsonElement work)
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync(
            $"{address}/v1/work/cancel",
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["work"] = work.GetProperty("work").GetString() }
        );
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private JsonElement Work()
    {
        using var client = new HttpClient();
        return client.GetFromJsonAsync<JsonElement>($"{address}/v1/work").GetAwaiter().GetResult();
    }

    private void CancelAt(int done, int when)
    {
        if (done == when)
        {
            using var client = new HttpClient();
            Cancel(client, address, Work()).GetAwaiter().GetResult();
        }
    }
}
