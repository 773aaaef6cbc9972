using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon verify`: rechecks a certificate without the solver's code.</summary>
internal sealed class VerifyVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "verify",
        "verify CERTIFICATE",
        "Rechecks a certificate by an independent, simpler method. The exit code is 3 if an inequality fails.",
        [
            new Example(
                "antiphon verify runs/warehouse-k10-seed1/certificate.json",
                "recheck every state of small value functions, and randomly drawn states of large ones"
            ),
            new Example(
                "antiphon verify runs/warehouse-k10-seed1/certificate.json --states 1000000",
                "also recheck every state of large value functions"
            ),
        ]
    );

    private readonly Surroundings surroundings;
    private readonly Argument<string?> file;
    private readonly Option<string?> run = VerbOptions.Text(
        "--run",
        "RUN",
        "the certified run, with its game and policy [the certificate's folder]"
    );
    private readonly Option<bool> json = VerbOptions.Json();
    private readonly Option<bool> quiet = VerbOptions.Quiet();

    public VerifyVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        file = GameArgument.Create(
            "CERTIFICATE",
            "a certificate of `antiphon certify` with its .witness file beside it, or the run folder that contains both",
            this
        );
        Add(file);
        Offer(
            new OptionGroup(
                "Verification",
                [
                    run,
                    VerbOptions
                        .OptionalWhole(
                            "--states",
                            "N",
                            "number of states at which each Bellman equation is checked; drawn at random if there are more [all, up to "
                                + $"{Figures.Count(VerificationOptions.EveryState)}; of larger functions as many as a few seconds allow, "
                                + "at least 64]"
                        )
                        .Sets<VerificationOptions>(nameof(VerificationOptions.States)),
                    VerbOptions
                        .OptionalSeed(
                            "--seed",
                            "S",
                            "random seed of the choice of states; a certificate can be forged to pass a seed known in advance [drawn "
                                + "now from the system's entropy]"
                        )
                        .Sets<VerificationOptions>(nameof(VerificationOptions.Seed)),
                ]
            ),
            new OptionGroup("Output", [json, quiet])
        );
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string shown = parse.GetValue(file)
            ?? throw new InvalidInputException("verify needs a CERTIFICATE: a file that `antiphon certify` wrote");
        string path = File(surroundings.FullPath(shown));
        RequireVerifiable(path, shown);
        StoredCertificate stored = CertificateFile.Load(path);
        string folder = parse.GetValue(run) is string given ? surroundings.FullPath(given) : Path.GetDirectoryName(path)!;
        StoredRun owner = Registered.OpenFinite(folder);
        CooperativeGame trained = owner.LoadGame();
        CooperativeGame game = trained.WithSampling(SamplingRule.Parse(stored.Certificate.Sampling ?? SamplingRule.Uniform.Text, trained));
        JointPolicy policy = SamplingTranslation.ToRuleOf(owner.LoadPolicy(trained), game);
        if (
            trained.Sampling is UniformSampling
            && game.Sampling is WeightedSampling weights
            && policy.Global.Table is { } table
            && policy with { Global = SamplingTranslation.Reweighted(table, weights) } is var corrected
            && PolicyHash.Compute(corrected, game) == stored.Certificate.PolicyHash
        )
        {
            policy = corrected;
        }

        if (game.Types.Count > 1)
        {
            throw new InvalidInputException(
                $"{shown} belongs to a game with {game.Types.Count} types of agents, whose certificates cannot be verified independently "
                    + "yet; nothing was checked"
            );
        }

        if (stored.WitnessHash is null)
        {
            throw new InvalidInputException(
                stored.Certificate.Method == NashCertificate.Exact
                    ? $"{shown} has no witness: it was made without the value functions; `antiphon certify RUN --agents "
                        + $"{stored.Certificate.Agents} --witness` writes them"
                    : $"{shown} is an estimate; only exact certificates prove something that can be verified"
            );
        }

        var verifier = new CertificateVerifier(parse.Apply(new VerificationOptions()), surroundings.Entropy);
        Verification verification;
        using (var progress = new ConsoleProgress(surroundings, parse.GetValue(quiet)))
        {
            CertificateWitness witness = CertificateStore.LoadWitness(path, game, policy, stored, surroundings.Cancellation);
            verification = verifier.Verify(game, policy, stored, witness, progress, surroundings.Cancellation);
        }

        Print(parse, new VerificationDocument(stored, verification));
        return verification.Holds ? ExitCode.Done : ExitCode.AccuracyNotMet;
    }

    // The other results of certify, none of which has a witness.
    private static void RequireVerifiable(string path, string shown)
    {
        const string Simulated = "estimates by simulation, which cannot be verified";
        string? kind = OutputFile.FormatOf(path) switch
        {
            GapEstimateDocument.CurrentFormat or MemoryCertificateDocument.CurrentFormat => Simulated,
            BoundsDocument.CurrentFormat => $"bounds without a witness and {Simulated}",
            ObservationDocument.CurrentFormat => "figures of several runs without a witness; certify and verify each run",
            _ => null,
        };
        if (kind is not null)
        {
            throw new InvalidInputException($"{shown} contains {kind}; nothing was checked");
        }
    }

    // A run folder stands for the certificate in it.
    private static string File(string path)
    {
        if (!Disk.Current.IsFolder(path))
        {
            return path;
        }

        if (Registered.OfRun(path) is ContinuousCodec)
        {
            throw new InvalidInputException(
                $"{path} is a run in a game with continuous states, whose gaps are only estimated and cannot be verified"
            );
        }

        string inside = Path.Combine(path, "certificate.json");
        string[] others = [Path.Combine(path, "memory-certificate.json"), Path.Combine(path, "bounds.json")];
        return Disk.Current.IsFile(inside)
            ? inside
            : Array.Find(others, Disk.Current.IsFile)
                ?? throw new InvalidInputException($"{path} is a folder without a certificate.json; `antiphon certify RUN` writes one");
    }

    private void Print(ParseResult parse, VerificationDocument document)
    {
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
        }
        else
        {
            CertificateReport.Write(new Report(surroundings), document);
        }
    }
}
