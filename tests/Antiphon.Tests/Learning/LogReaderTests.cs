using System.Text;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Learning;

public sealed class LogReaderTests : IDisposable
{
    private const string States = "episode,step,globalState,agent0,agent1,globalAction,reward\n";
    private const string Counts = "episode,step,globalState,count0,count1,count2,globalAction,reward\n";

    private readonly Logs logs = new();

    public void Dispose() => logs.Dispose();

    /// <summary>Two local games: 2 global states, 3 local states, 2 global actions.</summary>
    [Theory]
    [InlineData(
        "line 4 is step 3 of episode 0 after step 1; expected step 2; steps are missing",
        States + "0,0,0,0,0,0,1\n0,1,0,0,0,0,1\n0,3,0,0,0,0,1\n"
    )]
    [InlineData("line 3 is step 0 of episode 0 after step 0; expected step 1; sort the log", States + "0,0,0,0,0,0,1\n0,0,0,0,0,0,1\n")]
    [InlineData(
        "line 4 is step 0 of episode 0 after step 1; expected step 2; sort the log",
        States + "0,0,0,0,0,0,1\n0,1,0,0,0,0,1\n0,0,0,0,0,0,1\n"
    )]
    [InlineData("line 3 belongs to episode 1, after episode 2", States + "2,0,0,0,0,0,1\n1,0,0,0,0,0,1\n")]
    [InlineData("line 2 has the globalState '2'; expected a whole number from 0 to 1", States + "0,0,2,0,0,0,1\n")]
    [InlineData("line 2 has the globalState '-1'; expected a whole number from 0 to 1", States + "0,0,-1,0,0,0,1\n")]
    [InlineData("line 3 has the agent1 '3'; expected a whole number from 0 to 2", States + "0,0,0,0,0,0,1\n0,1,0,0,3,0,1\n")]
    [InlineData("line 2 has the agent0 'zone 1'; expected a whole number from 0 to 2", States + "0,0,0,zone 1,0,0,1\n")]
    [InlineData("line 2 has the agent0 '\"1\"'; expected a whole number from 0 to 2", States + "0,0,0,\"1\",0,0,1\n")]
    [InlineData("line 2 has the agent0 ' 1'; expected a whole number from 0 to 2", States + "0,0,0, 1,0,0,1\n")]
    [InlineData("line 2 has the agent0 ''; expected a whole number from 0 to 2", States + "0,0,0,,0,0,1\n")]
    [InlineData("line 2 has the globalAction '2'; expected a whole number from 0 to 1", States + "0,0,0,0,0,2,1\n")]
    [InlineData("line 2 has the step '1.5'; expected a whole number", States + "0,1.5,0,0,0,0,1\n")]
    [InlineData("line 2 has the step '9999999999999999999'; expected a whole number", States + "0,9999999999999999999,0,0,0,0,1\n")]
    [InlineData("line 2 has the reward 'NaN'; expected a finite number", States + "0,0,0,0,0,0,NaN\n")]
    [InlineData("line 2 has the reward '1e999'; expected a finite number", States + "0,0,0,0,0,0,1e999\n")]
    [InlineData("line 2 has the reward ''; expected a finite number", States + "0,0,0,0,0,0,\n")]
    [InlineData("line 3 has 6 cells; expected 7, as in line 1", States + "0,0,0,0,0,0,1\n0,1,0,0,0,1\n")]
    [InlineData("line 3 has more than 7 cells; expected 7, as in line 1", States + "0,0,0,0,0,0,1\n0,1,0,0,0,0,1,1\n")]
    [InlineData("line 3 counts 3 tracked agents; expected 2, as in line 2", Counts + "0,0,0,1,1,0,0,1\n0,1,0,1,1,1,0,1\n")]
    [InlineData("line 2 counts 0 tracked agents; expected at least 1", Counts + "0,0,0,0,0,0,0,1\n")]
    [InlineData("line 3 is incomplete", States + "0,0,0,0,0,0,1\n0,1,0,0,0,0,1")]
    [InlineData("line 3 is incomplete", States + "0,0,0,0,0,0,1\n0,1,0")]
    [InlineData("line 3 is empty", States + "0,0,0,0,0,0,1\n\n0,1,0,0,0,0,1\n")]
    [InlineData("line 3 ends in CR LF (Windows) where line 1 ends in LF", States + "0,0,0,0,0,0,1\n0,1,0,0,0,0,1\r\n")]
    [InlineData("is empty; expected a log", "")]
    [InlineData("has no step", States)]
    [InlineData("line 1 is 'episode,step,globalState,globalAction,reward'", "episode,step,globalState,globalAction,reward\n")]
    [InlineData(
        "line 1 is 'episode,step,globalState,count0,count1,globalAction,reward'",
        "episode,step,globalState,count0,count1,globalAction,reward\n0,0,0,1,1,0,1\n"
    )]
    [InlineData("line 1 is '0,0,0,0,0,0,1'", "0,0,0,0,0,0,1\n")]
    [InlineData("no step has a successor", States + "0,0,0,0,0,0,1\n1,0,0,0,0,0,1\n")]
    public void What_is_wrong_is_named_by_its_line(string expected, string text)
    {
        string message = Assert.Throws<InvalidInputException>(() => LogAuditor.Run(logs.Of(text, Logs.Small()))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_lost_whole_lines_at_its_end_is_told_by_its_description()
    {
        string message = Assert
            .Throws<InvalidInputException>(() =>
                LogAuditor.Run(logs.Of(States + "0,0,0,0,0,0,1\n0,1,0,0,0,0,1\n", Logs.Small(), steps: 3))
            )
            .Message;
        Assert.Contains("ends after line 3, with 2 steps; expected 3", message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_tracked_agents_than_there_are_are_refused() =>
        Assert.Contains(
            "tracks 2 agents; expected at most 1",
            Assert.Throws<InvalidInputException>(() => logs.Of(States + "0,0,0,0,0,0,1\n", Logs.Small().WithAgents(1)).Open()).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_line_without_end_is_refused_before_it_fills_the_memory() =>
        Assert.Contains(
            "line 2 is longer than",
            Assert.Throws<InvalidInputException>(() => logs.Of(States + new string('0', 3_000_000), Logs.Small()).Open()).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_missing_log_and_a_folder_are_refused()
    {
        var description = new LogDescription(Logs.Small(), LocalPolicy.Uniform(Logs.Small()), TrackedSet.Fixed);
        Assert.Contains(
            "does not exist",
            Assert.Throws<InvalidInputException>(() => new TrajectoryLog("nowhere.csv", description).Open()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is a folder",
            Assert.Throws<InvalidInputException>(() => new TrajectoryLog(Path.GetTempPath(), description).Open()).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\uFEFF")]
    [InlineData("\r\n", "\uFEFF")]
    public void Windows_line_ends_and_a_byte_order_mark_are_read_alike(string end, string mark)
    {
        string text = States + "7,3,1,2,0,1,-1.5e-3\n7,4,0,2,2,0,2\n9,0,0,1,1,0,3\n";
        Assert.Equal(
            Read(logs.Of(text, Logs.Small())),
            Read(logs.Of(mark + text.Replace("\n", end, StringComparison.Ordinal), Logs.Small()))
        );
    }

    [Fact]
    public void A_log_longer_than_the_buffer_reads_as_its_text_says()
    {
        CooperativeGame game = Logs.Small();
        foreach (TrackedColumns columns in Enum.GetValues<TrackedColumns>())
        {
            TrajectoryLog log = logs.Record(
                game,
                Logs.Mixed(game),
                3,
                new LogOptions
                {
                    Steps = 60_000,
                    EpisodeLength = 7_001,
                    Columns = columns,
                }
            );
            Assert.True(log.Bytes > 2 << 20 || columns == TrackedColumns.Counts, $"{log.Bytes} bytes");
            List<Row> rows = Logs.Rows(File.ReadAllText(log.Path), game.LocalStates);
            List<string> read = Read(log);
            Assert.Equal(rows.Count, read.Count);
            Assert.True(
                read.SequenceEqual(
                    rows.Select(row => $"{row.Episode}/{row.Step}/{row.Cell}/{string.Join(' ', row.Agents)}/{row.Action}/{row.Reward:R}"),
                    StringComparer.Ordinal
                )
            );
        }
    }

    [Fact]
    public void Reading_allocates_nothing_per_line()
    {
        CooperativeGame game = Logs.Small();
        using LogReader reader = logs.Record(game, LocalPolicy.Uniform(game), 3, new LogOptions { Steps = 30_000 }).Open();
        for (int warm = 0; warm < 20_000; warm++)
        {
            reader.Read();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        while (reader.Read()) { }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    /// <summary>Whatever is done to a log's bytes, it is read, or refused by a message that names it.</summary>
    [Fact]
    public void Damaged_logs_are_read_or_refused_and_nothing_else()
    {
        CooperativeGame game = Logs.Small();
        byte[] text = Encoding.UTF8.GetBytes(
            Logs.Text(game, new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(game), new LogOptions { Steps = 60, EpisodeLength = 20 })
        );
        var random = new SmallRandom(7);
        (int read, int refused) = (0, 0);
        for (int trial = 0; trial < 2_000; trial++)
        {
            List<byte> bytes = text.ToList();
            for (int change = 0; change <= random.Below(3); change++)
            {
                int place = random.Below(bytes.Count);
                switch (random.Below(4))
                {
                    case 0:
                        bytes[place] = (byte)random.Below(256);
                        break;
                    case 1:
                        bytes.RemoveAt(place);
                        break;
                    case 2:
                        bytes.Insert(place, (byte)"0123456789,.-\r\n"[random.Below(15)]);
                        break;
                    default:
                        bytes.RemoveRange(place, Math.Min(random.Below(50), bytes.Count - place));
                        break;
                }
            }

            try
            {
                Read(logs.Of([.. bytes], game));
                read++;
            }
            catch (InvalidInputException refusal)
            {
                Assert.Contains(".csv", refusal.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(read > 20 && refused > 1_000, $"{read} read, {refused} refused");
    }

    private static List<string> Read(TrajectoryLog log)
    {
        var steps = new List<string>();
        using LogReader reader = log.Open();
        while (reader.Read())
        {
            string seen = $"{Counting.Key(reader.Counts.ToArray())}/{string.Join(' ', reader.Agents.ToArray())}";
            steps.Add($"{reader.Episode}/{reader.Step}/{reader.GlobalState}|{seen}/{reader.GlobalAction}/{reader.Reward:R}");
        }

        return steps;
    }
}
