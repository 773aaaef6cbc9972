using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Server;

/// <summary>Reads what the list shows of a run or a sweep. Whatever is wrong with its files becomes part of what is shown.</summary>
internal static class RunReading
{
    private static readonly string[] Families =
    [
        "antiphon-run/",
        "antiphon-continuous-run/",
        "antiphon-sweep/",
        "antiphon-continuous-sweep/",
    ];

    /// <summary>Reads one.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="id">What requests call it.</param>
    public static ListedRun Read(RunPlace place, string id)
    {
        var bare = new ListedRun
        {
            Id = id,
            Name = place.Name,
            Folder = place.Folder,
            Kind = place.IsSweep ? ListedRun.SweepKind : "run",
            State = RunState.Damaged,
            Written = place.Written,
        };
        if (place.Link is not null)
        {
            return bare with { Found = $"holds the symbolic link {place.Link}; links are not followed, so that it is not read" };
        }

        try
        {
            FileSize.Require(RecordOf(place));
            return place.IsSweep ? OfSweep(bare)
                : Disk.Current.IsFile(new RunPaths(place.Folder).Record) ? OfRun(bare)
                : bare with { State = RunState.HalfWritten, Found = "has no run.json: it was being created" };
        }
        catch (InvalidInputException problem)
        {
            RunState state = OfAnotherVersion(RecordOf(place)) ? RunState.OtherVersion : RunState.Damaged;
            return bare with { State = state, Found = Shown(problem, bare) };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return bare with { Found = "cannot be read" };
        }
    }

    /// <summary>A message without the place of the folder of all runs, which is nobody's business.</summary>
    public static string Shown(InvalidInputException problem, ListedRun run) =>
        problem
            .Message.Replace(run.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(run.Folder, run.Name, StringComparison.Ordinal);

    private static ListedRun OfRun(ListedRun bare)
    {
        var view = RunView.Open(bare.Folder);
        AlternationOutcome? outcome = view.Outcome;
        ListedRun run = bare with
        {
            Kind = view.Kind.ToString().ToLowerInvariant(),
            Game = view.Game,
            GameHash = view.GameHash,
            Agents = view.Agents,
            Subsamples = [view.Options.Subsample],
            Seed = view.Options.Seed,
            Version = view.Version,
            Seconds = view.Seconds,
            Deployed = outcome?.Deployed,
            GlobalGain = outcome is null ? null : Left(outcome.GlobalGain, outcome.GlobalGainDeployed),
            LocalGain = outcome is null ? null : Left(outcome.LocalGain, outcome.LocalGainDeployed),
            StopReason = view.StopReason is { } reason ? JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString()) : null,
        };
        (CertifiedGap? certificate, string? doubt) = Certificate(run);
        run = run with { Certificate = certificate, Found = doubt };
        return view.Status switch
        {
            RunStatus.Running => Half(run, $"training ended before its time; {Resumed(view.Version)}"),
            RunStatus.Cancelled => Half(run, $"training was cancelled; {Resumed(view.Version)}"),
            _ => Missing(run, view.IsContinuous) is string missing
                ? run with
                {
                    Found = $"{missing} is missing, although the run has finished",
                }
                : run with
                {
                    State = RunState.Finished,
                },
        };
    }

    private static ListedRun Half(ListedRun run, string found) => run with { State = RunState.HalfWritten, Found = found };

    // Another version may not end on the same bits, and refuses.
    private static string Resumed(string version) =>
        version == AntiphonVersion.Current ? "it can be resumed" : $"version {version} can resume it";

    // Where there is no model, what the judge found of a side's last proposal.
    private static double? Left(double inModel, DeployedGain? deployed) =>
        double.IsFinite(inModel) ? inModel
        : deployed is null ? null
        : Math.Max(0, deployed.Mean);

    private static string? Missing(ListedRun run, bool isContinuous)
    {
        string[] files = isContinuous ? ["policy.json"] : ["game.json", "policy.json"];
        return Array.Find(files, file => !Disk.Current.IsFile(Path.Combine(run.Folder, file)));
    }

    // One of another number of agents, or of another pair, says nothing of this one.
    private static (CertifiedGap? Gap, string? Doubt) Certificate(ListedRun run)
    {
        string file = Path.Combine(run.Folder, "certificate.json");
        try
        {
            if (!Disk.Current.IsFile(file))
            {
                return (null, null);
            }

            FileSize.Require(file);
            NashCertificate certificate = CertificateFile.Load(file).Certificate;
            return
                (certificate.Agents, certificate.Subsample) == (run.Agents, run.Subsamples[0])
                && certificate.GameHash == run.GameHash
                && certificate.PolicyHash == HashOf(run)
                ? (new CertifiedGap(certificate.Method == NashCertificate.Exact, Lower(certificate), certificate.EpsilonInitial), null)
                : (null, null);
        }
        catch (InvalidInputException problem)
        {
            return (null, Shown(problem, run));
        }
    }

    private static string HashOf(ListedRun run)
    {
        (CooperativeGame game, JointPolicy pair) = PolicyDifferences.Load(run);
        return PolicyHash.Compute(pair, game);
    }

    private static double Lower(NashCertificate certificate) =>
        Math.Max(certificate.DispatcherGap.Initial.Lower, certificate.AgentGap.Initial.Lower);

    private static ListedRun OfSweep(ListedRun bare) =>
        RunView.IsOfContinuous(new SweepPaths(bare.Folder).Record)
            ? OfSweep(bare, ContinuousCodec.Instance.OpenSweep(bare.Folder))
            : OfSweep(bare, FiniteCodec.Instance.OpenSweep(bare.Folder));

    private static ListedRun OfSweep<TGame, TPair, TOptions>(ListedRun bare, StoredSweep<TGame, TPair, TOptions> sweep)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        SweepRecord<TOptions> record = sweep.Record;
        foreach (string journal in new SweepPaths(bare.Folder).Journals())
        {
            FileSize.Require(journal);
        }

        IReadOnlyList<SweepCell> cells = sweep.LoadCells();
        int failed = cells.Count(cell => cell.Failure is not null);
        var count = new CellCount(cells.Count - failed, failed, record.Options.Cells);
        bool isDone = cells.Count >= count.All;
        return bare with
        {
            Game = record.Game,
            GameHash = record.GameHash,
            Agents = record.Agents,
            Subsamples = record.Options.Subsamples,
            Seed = record.Options.Training.Seed,
            Version = record.Version,
            Seconds = cells.Sum(cell => cell.Cost.TrainingSeconds + cell.Cost.EvaluationSeconds),
            Cells = count,
            State = isDone ? RunState.Finished : RunState.HalfWritten,
            Found = isDone ? null : $"{cells.Count} of {count.All} cells are done; {Resumed(record.Version)}",
        };
    }

    private static string RecordOf(RunPlace place) =>
        place.IsSweep ? new SweepPaths(place.Folder).Record : new RunPaths(place.Folder).Record;

    private static bool OfAnotherVersion(string record) =>
        RunFile.Field(record, "format") is string format
        && Array.Exists(Families, family => format.StartsWith(family, StringComparison.Ordinal) && format != $"{family}1");
}
