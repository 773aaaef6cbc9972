using System.Text;
using Antiphon.Cli;
using Antiphon.Cli.Environments;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Fuzz;

/// <summary>Readers of the command itself.</summary>
internal static class CommandTargets
{
    private const int LargestBatch = 50;

    // Each line is an input of its own; together they are a session.
    private const int MostLines = 100;
    private const int Observed = 2;

    /// <summary>Lines of learners, with the whole population counted.</summary>
    public static FuzzTarget Environment(FuzzFolder folder, Scratch scratch) => Environment("environment", folder, LocalForm.Counts);

    /// <summary>Lines of learners, with every agent named.</summary>
    public static FuzzTarget EnvironmentOfAgents(FuzzFolder folder, Scratch scratch) =>
        Environment("environment-agents", folder, LocalForm.Agents);

    /// <summary>Documents of certificates by bounds, which reports read.</summary>
    public static FuzzTarget Bounds(FuzzFolder folder, Scratch scratch) =>
        FuzzTarget.OfFile("bounds", BoundsDocument.FileName, scratch, path =>
            Encoding.UTF8.GetBytes(JsonOutput.Text(BoundsDocument.Load(path)))
        );

    /// <summary>Documents of estimated gaps, which reports read.</summary>
    public static FuzzTarget GapEstimate(FuzzFolder folder, Scratch scratch) =>
        FuzzTarget.OfFile("gap-estimate", GapEstimateDocument.FileName, scratch, path =>
        {
            // As `verify` and `certify` do with any file that they are given.
            OutputFile.FormatOf(path);
            return Encoding.UTF8.GetBytes(JsonOutput.Text(GapEstimateDocument.Load(path)));
        });

    /// <summary>Documents of learned runs, which the process that completes a run completes.</summary>
    public static FuzzTarget Learn(FuzzFolder folder, Scratch scratch)
    {
        RunRecord<AlternationOptions> record = FiniteCodec.Instance.Open(folder.Fixture("run")).Record;
        var paths = new RunPaths(scratch.Folder);
        return new FuzzTarget("learn", input =>
        {
            scratch.Write("learn.json", input);
            LearnDocumentFile.Finish(paths, record);
            byte[] once = File.ReadAllBytes(paths.In("learn.json"));
            LearnDocumentFile.Finish(paths, record);
            RoundTripException.Require(once, File.ReadAllBytes(paths.In("learn.json")));
        });
    }

    private static FuzzTarget Environment(string name, FuzzFolder folder, LocalForm form)
    {
        CooperativeGame game = GameFile.Load(folder.Fixture("patrol.json"));
        var surroundings = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = "/",
        };
        return new FuzzTarget(name, input =>
        {
            var batch = new EnvironmentBatch(new OpenDeployment(game, Observed, null, null, form), seed: 1, size: 1, horizon: 10);
            var session = new EnvironmentSession(batch, surroundings);
            string[] lines = Encoding.UTF8.GetString(input).Split('\n');
            for (int line = 0; line < Math.Min(lines.Length, MostLines); line++)
            {
                if (Asks(lines[line]))
                {
                    session.Answer(line + 1, lines[line]);
                }
            }
        });
    }

    // A learner that asks for a million environments gets them: that is work, not a malformed line.
    private static bool Asks(string line)
    {
        try
        {
            return EnvironmentRequest.Parse(line).Whole("batch", 1, EnvironmentBatch.Most) is not > LargestBatch;
        }
        catch (InvalidInputException)
        {
            return true;
        }
    }
}
