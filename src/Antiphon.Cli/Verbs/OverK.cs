using System.CommandLine;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon certify GAME --over-k LIST`: what it is worth to see one more agent.</summary>
internal sealed class OverK(Surroundings surroundings)
{
    private const double StudyShare = 0.1;

    private readonly Option<IReadOnlyList<int>?> subsamples = VerbOptions.OptionalSubsamples(
        "--over-k",
        "compare several k in a GAME, for example 1,2,5 or 1..10"
    );
    private readonly Option<double?> within = VerbOptions.OptionalReal(
        "--within",
        "X",
        "find the smallest k whose return is within X of observing all agents",
        positive: true
    );
    private readonly Option<string?> runs = VerbOptions.Text(
        "--runs",
        "DIR",
        "use the policies of the runs in DIR, and train missing ones there [runs/GAME-over-k-nN-seedS]"
    );

    /// <summary>Its options.</summary>
    public IReadOnlyList<Option> Options => [subsamples, within, runs];

    /// <summary>Whether it is asked for.</summary>
    /// <exception cref="InvalidInputException">One of its options is given without the list.</exception>
    public bool IsAsked(ParseResult parse)
    {
        if (parse.GetValue(subsamples) is not null)
        {
            return true;
        }

        Option? alone = Options.FirstOrDefault(parse.Given);
        return alone is null
            ? false
            : throw new InvalidInputException($"{alone.Name} requires --over-k; add it, for example --over-k 1,2,5");
    }

    /// <summary>Trains what is missing, judges all, writes and prints.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="source">GAME.</param>
    /// <param name="request">What the verb's other options say.</param>
    public int Run(ParseResult parse, string source, Request request)
    {
        CooperativeGame loaded = GameArgument.Load(source, surroundings);
        CooperativeGame game = loaded.WithAgents(request.Agents ?? loaded.Agents);
        IReadOnlyList<int> observations = Observations(parse, game);
        bool exact = !request.Estimate && (request.Agents is not null || game.Agents <= Certifier.SensibleAgents(game));
        if (exact)
        {
            ObservationStudy.RequireFits(game, game.Agents);
        }

        CertificateOptions options = request.Options;
        string folder = surroundings.FullPath(
            parse.GetValue(runs) ?? Path.Combine("runs", $"{RunName.Safe(game.Name)}-over-k-n{game.Agents}-seed{options.Seed}")
        );
        var study = new ObservationStudy(options);
        List<ObservedRun> judged = [];
        ObservationCurve curve;
        using (var progress = new ConsoleProgress(surroundings, request.Quiet))
        {
            var store = new ObservationRuns(
                folder,
                game,
                new AlternationOptions
                {
                    Subsample = 1,
                    Seed = options.Seed,
                    Threads = options.Threads,
                }
            )
            {
                Command = surroundings.Command,
            };
            foreach (int observation in observations)
            {
                double share = (1 - StudyShare) / observations.Count;
                var part = new ProgressPart(progress, judged.Count * share, share, $"k = {observation}");
                if (
                    (
                        store.Take(observation)
                        ?? store.Train(observation, surroundings.Trainer, surroundings.Time, part, surroundings.Cancellation)
                    )
                    is not ObservedRun run
                )
                {
                    surroundings.Error.WriteLine("Cancelled; finished trainings are saved. The same command resumes.");
                    return ExitCode.Cancelled;
                }

                judged.Add(run);
            }

            var last = new ProgressPart(progress, 1 - StudyShare, StudyShare, "judging");
            curve = exact
                ? study.Run(game, [.. judged.Select(run => run.Policy)], game.Agents, last, surroundings.Cancellation)
                : study.Estimate(game, [.. judged.Select(run => run.Policy)], game.Agents, last, surroundings.Cancellation);
        }

        return Print(
            ObservationDocument.From(curve, parse.GetValue(within), judged),
            request.Output ?? Path.Combine(folder, "observation.json"),
            request.Json
        );
    }

    private int Print(ObservationDocument document, string file, bool json)
    {
        string table = Path.ChangeExtension(file, ".csv");
        string? stored = surroundings.TryStore(() =>
        {
            AtomicFile.WriteText(table, document.Csv());
            AtomicFile.WriteText(file, $"{JsonOutput.Text(document)}\n");
            return surroundings.Shown(file);
        });
        if (json)
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
        }
        else
        {
            ObservationReport.Write(
                new Report(surroundings),
                document,
                stored ?? ResultStore.NotStored,
                stored is null ? ResultStore.NotStored : surroundings.Shown(table)
            );
        }

        return stored is null ? ExitCode.InvalidInput
            : document.Tolerance is not null && document.SmallestSubsample is null ? ExitCode.AccuracyNotMet
            : ExitCode.Done;
    }

    private IReadOnlyList<int> Observations(ParseResult parse, CooperativeGame game)
    {
        IReadOnlyList<int> observations = parse.GetValue(subsamples)!;
        if (observations[^1] > game.Agents)
        {
            throw new InvalidInputException(
                $"--over-k has {Figures.Count(observations[^1])}; expected at most {Figures.Count(game.Agents)}, the number of local "
                    + $"agents in {Figures.Printable(game.Name)}; lower k or raise --agents"
            );
        }

        foreach (int observation in observations)
        {
            Alternation.RequireFits(game, observation);
        }

        return observations;
    }

    /// <summary>What the verb's other options say.</summary>
    /// <param name="Agents">N, if given.</param>
    /// <param name="Estimate">Whether an estimate is wanted in any case.</param>
    /// <param name="Options">Accuracy, seed and threads.</param>
    /// <param name="Output">The JSON file, absolute, if given.</param>
    /// <param name="Json">Whether to print JSON.</param>
    /// <param name="Quiet">Whether to show no progress.</param>
    internal sealed record Request(long? Agents, bool Estimate, CertificateOptions Options, string? Output, bool Json, bool Quiet);
}
