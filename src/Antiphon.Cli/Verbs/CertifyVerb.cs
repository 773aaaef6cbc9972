using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon certify`: how far the policy of a run is from a Nash equilibrium.</summary>
internal sealed class CertifyVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "certify",
        "certify RUN|POLICY|GAME",
        "Proves how far a policy is from a Nash equilibrium with N agents. With --over-k, computes the value of observing more "
            + "agents. In a game with continuous states, estimates what each side could still gain.",
        [
            new Example("antiphon certify runs/warehouse-k10-seed1 --agents 30", "prove the gaps with 30 agents"),
            new Example(
                "antiphon certify runs/warehouse-k10-seed1",
                "with the number of agents of the training: exact if it fits in memory, else an estimate"
            ),
            new Example("antiphon certify policy.json --game fleet.json", "certify a policy file"),
            new Example(
                "antiphon certify warehouse-flat --over-k 1,2,5,10 --agents 15 --within 1",
                "train at four k and find the smallest that suffices"
            ),
            new Example(
                "antiphon certify runs/warehouse-continuous-k10-seed1",
                "continuous states: estimate the largest gain of each side"
            ),
            new Example(
                "antiphon certify runs/depots-k10-seed1",
                "alpha vectors: prove bounds of the value with full information, and compare the pair with them"
            ),
        ]
    );

    // Raw doubles; a larger witness is written only on request.
    private const long OrdinaryWitness = 16_000_000;

    private const double RoundingAllowance = 1e4;

    private static CertificateOptions Ordinary => new();

    private static GapSearchOptions OrdinarySearch => new();

    private readonly Surroundings surroundings;
    private readonly Argument<string?> folder;
    private readonly Option<long?> agents = VerbOptions
        .Agents(
            "number of local agents, at least k; an error if its lattice does not fit in memory [as in the run; an estimate if that "
                + "does not fit]"
        )
        .For(GameKinds.Finite);
    private readonly Option<string?> gameOfPolicy = PairSource.GameOption().For(GameKinds.Finite);
    private readonly Option<string?> sampling = VerbOptions.Sampling("as in the run");
    private readonly Option<bool> correctSampling = VerbOptions.CorrectSampling("a policy trained for uniform sampling");
    private readonly DeclaredOption<double?> accuracy = VerbOptions
        .OptionalReal(
            "--accuracy",
            "X",
            "proved accuracy of every value, in units of the return [1e-8 of the game's scale of returns]; with alpha vectors, the "
                + "largest distance between the bounds of full information",
            positive: true
        )
        .Sets<CertificateOptions>(nameof(CertificateOptions.Accuracy));
    private readonly DeclaredOption<int?> restarts = VerbOptions
        .OptionalWhole("--restarts", "R", $"random starts of the search for joint deviations [{Ordinary.Restarts}]", minimum: 0)
        .Sets<CertificateOptions>(nameof(CertificateOptions.Restarts));
    private readonly Option<int?> threads = VerbOptions.Threads();
    private readonly Option<string?> output = VerbOptions.Output(
        "FILE.json",
        "certificate file; replaces an older certificate [certificate.json in the run folder; beside a policy file its name and "
            + "-certificate.json]"
    );
    private readonly Option<bool> estimate = VerbOptions.Flag(
        "--estimate",
        "estimate by simulation and the mean-field model, even if the lattice fits in memory"
    );
    private readonly Option<bool> witness = VerbOptions
        .Flag("--witness", "write the value functions for `verify`, even if they are large")
        .For(GameKinds.Finite);
    private readonly Option<bool> json = VerbOptions.Flag("--json", "print the certificate as JSON instead of a summary");
    private readonly Option<bool> quiet = VerbOptions.Quiet();
    private readonly OverK overK;
    private readonly SimulatedCertificates simulated;

    public CertifyVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        overK = new OverK(surroundings);
        simulated = new SimulatedCertificates(surroundings);
        folder = GameArgument.Create(
            "RUN|POLICY|GAME",
            "a run folder of `antiphon train`, or a policy file; with --over-k a game file or a built-in game",
            this
        );
        Add(folder);
        Offer(
            new OptionGroup("Certificate", [gameOfPolicy, agents, sampling, correctSampling, accuracy, restarts, estimate]),
            new OptionGroup("Value of observing", overK.Options),
            new OptionGroup(
                "Games with continuous states",
                [
                    VerbOptions
                        .OptionalWhole(
                            "--proposals",
                            "N",
                            "proposals of each side that start at the trained network, and as many that start at a random one "
                                + $"[{OrdinarySearch.Proposals}]"
                        )
                        .Sets<GapSearchOptions>(nameof(GapSearchOptions.Proposals)),
                    VerbOptions
                        .OptionalWhole(
                            "--rollouts",
                            "N",
                            $"paired episodes that measure each side's best proposal, at least 64 [{OrdinarySearch.Rollouts}]"
                        )
                        .Sets<GapSearchOptions>(nameof(GapSearchOptions.Rollouts)),
                ]
            ),
            new OptionGroup(
                "Computation",
                [
                    VerbOptions
                        .OptionalSeed("--seed", "S", "random seed of searches and simulations [as in the run]")
                        .Sets<CertificateOptions>(nameof(CertificateOptions.Seed))
                        .Sets<GapSearchOptions>(nameof(GapSearchOptions.Seed)),
                    threads,
                ]
            ),
            new OptionGroup("Output", [output, witness, json, quiet])
        );
        SetAction(Run);
    }

    /// <summary>Whether the run of a training can be certified for the number of agents that it was trained for.</summary>
    /// <param name="options">The options of the training.</param>
    /// <param name="game">Its game.</param>
    internal static bool Takes(AlternationOptions options, CooperativeGame game) =>
        options is { Memory: not null } or { Population: PopulationChoice.Alpha }
        || Fits(game, game.Agents)
        || Certifier.RefusalOfEstimate(game) is null;

    private int Run(ParseResult parse)
    {
        string shown = parse.GetValue(folder)
            ?? throw new InvalidInputException("certify needs a RUN: a run folder that `antiphon train` made (with --over-k: a GAME)");
        if (overK.IsAsked(parse))
        {
            parse.RequireApplicable(GameKinds.Finite, shown);
            return overK.Run(parse, shown, Asked(parse));
        }

        var from = PairSource.Of(shown, parse.GetValue(gameOfPolicy), surroundings);
        if (from.IsContinuous)
        {
            return Estimate(parse, from.ContinuousRun());
        }

        parse.RequireApplicable(GameKinds.Finite, shown);
        return Certify(parse, from);
    }

    private int Estimate(ParseResult parse, ContinuousRun run)
    {
        parse.RequireApplicable(GameKinds.Continuous, run.Record.Game);
        GapSearchOptions options = parse.Apply(
            OrdinarySearch with
            {
                Seed = run.Record.Options.Seed,
                Threads = parse.GetValue(threads) ?? surroundings.Processors,
            }
        );
        return new ContinuousGaps(surroundings).Run(run, options, parse.GetValue(output), parse.GetValue(json), parse.GetValue(quiet));
    }

    private OverK.Request Asked(ParseResult parse)
    {
        if (new Option[] { restarts, witness, sampling, correctSampling, gameOfPolicy }.FirstOrDefault(parse.Given) is Option odd)
        {
            throw new InvalidInputException($"{odd.Name} is not used with --over-k; leave it out");
        }

        return new OverK.Request(
            parse.GetValue(agents),
            parse.GetValue(estimate),
            Read(parse, Ordinary.Seed),
            parse.Given(output) ? Target(parse, null, "", "antiphon-observation/") : null,
            parse.GetValue(json),
            parse.GetValue(quiet)
        );
    }

    private CertificateOptions Read(ParseResult parse, ulong seedOfRun) =>
        parse.Apply(Ordinary with { Seed = seedOfRun, Threads = parse.GetValue(threads) ?? surroundings.Processors });

    private int Certify(ParseResult parse, PairSource from)
    {
        (CooperativeGame trained, JointPolicy pair, StoredRun? run) = from.Finite();
        ulong seed = run?.Record.Options.Seed ?? Ordinary.Seed;
        CooperativeGame game = parse.GetValue(sampling) is string rule ? trained.WithSampling(SamplingRule.Parse(rule, trained)) : trained;
        JointPolicy policy = DeployedSampling.Policy(pair, trained, game, parse.GetValue(correctSampling));
        long count = parse.GetValue(agents) ?? game.Agents;
        if (policy.Global.Gamma is null && policy.Global.Remembers)
        {
            SimulatedCertificates.Request request = Simulated("a dispatcher with memory");
            return simulated.OfMemory(request, Target(parse, from, Named("memory-certificate"), "antiphon-memory-certificate/"));
        }

        bool vectors =
            (run is null ? AlphaFit.IsUsual(game) : run.Record.Options.Population == PopulationChoice.Alpha)
            || policy.Global.Gamma is not null;
        if (vectors && (policy.Global.Remembers || !Fits(game, count)))
        {
            SimulatedCertificates.Request request = Simulated("a run with alpha vectors");
            return simulated.OfVectors(request, Target(parse, from, Named("bounds"), "antiphon-bounds/"));
        }

        string target = Target(parse, from, Named("certificate"), "antiphon-certificate/");
        bool exact = !parse.GetValue(estimate) && (parse.GetValue(agents) is not null || Fits(game, count));
        bool keep =
            exact
            && count >= policy.Global.Subsample
            && (parse.GetValue(witness) || (game.Types.Count == 1 && Certifier.WitnessNumbers(game, count) <= OrdinaryWitness));
        CertificateOptions options = (Read(parse, seed) with { KeepWitness = keep }).For(game, surroundings.Cancellation);
        NashCertificate certificate;
        CertificateWitness? functions = null;
        using (var progress = new ConsoleProgress(surroundings, parse.GetValue(quiet)))
        {
            var certifier = new Certifier(options, surroundings.Time);
            if (exact)
            {
                (certificate, functions) = certifier.Run(game, policy, count, progress, surroundings.Cancellation);
            }
            else
            {
                certificate = certifier.Estimate(game, policy, count, progress, surroundings.Cancellation);
            }
        }

        string? hash = null;
        string? stored = surroundings.TryStore(() =>
        {
            hash = CertificateStore.Save(certificate, functions, target, surroundings.Cancellation);
            return surroundings.Shown(target);
        });
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(CertificateFile.Write(certificate, hash).TrimEnd());
        }
        else
        {
            CertificateReport.Write(
                new Report(surroundings),
                certificate,
                stored ?? ResultStore.NotStored,
                stored is not null && hash is not null
            );
        }

        // Where no accuracy was asked for, rounding of large values or penalties may leave the ends less sharp than the default; they stay
        // proved.
        double allowed = parse.Given(accuracy) ? 2 * options.Accuracy!.Value : RoundingAllowance * options.Accuracy!.Value;
        bool isCoarse = certificate.Method == NashCertificate.Exact && certificate.Residual > allowed;
        if (isCoarse)
        {
            surroundings.Error.WriteLine(
                $"The accuracy of {Figures.Value(options.Accuracy!.Value)} was not reached: values are known within "
                    + $"{Figures.Value(certificate.Residual)}. Every bound remains proved; request a coarser accuracy with --accuracy."
            );
        }

        return stored is null ? ExitCode.InvalidInput
            : isCoarse ? ExitCode.AccuracyNotMet
            : ExitCode.Done;

        string Named(string word) => game.Sampling == trained.Sampling ? $"{word}.json" : $"{word}-sampling-{game.Sampling.FileWord}.json";

        SimulatedCertificates.Request Simulated(string what)
        {
            if (new Option[] { restarts, witness, estimate }.FirstOrDefault(parse.Given) is Option odd)
            {
                throw new InvalidInputException($"{odd.Name} is not used with {what}, which is evaluated by simulation; leave it out");
            }

            CertificateOptions asked = Read(parse, seed);
            return new SimulatedCertificates.Request(game, policy, count, asked, parse.GetValue(json), parse.GetValue(quiet));
        }
    }

    private static bool Fits(CooperativeGame game, long count) => count <= Certifier.SensibleAgents(game);

    private string Target(ParseResult parse, PairSource? from, string name, string format)
    {
        string path = parse.GetValue(output) is string file ? surroundings.FullPath(file) : from!.In(name);
        OutputFile.Require(path, surroundings.Shown(path), ".json", format);
        return path;
    }
}
