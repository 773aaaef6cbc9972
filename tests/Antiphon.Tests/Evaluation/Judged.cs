using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

/// <summary>A random pair in a random game: certified by the library, and the twins' tables of the same pair.</summary>
internal sealed class Judged
{
    public Judged(CooperativeGame game, int observations, ulong seed, bool deterministic = false, double accuracy = 1e-10)
    {
        var random = new SmallRandom(seed);
        Game = game;
        Observations = observations;
        Actions = Tables.RandomActions(game, observations, random);
        Local = deterministic ? Tables.RandomDeterministicLocal(game, random) : Tables.RandomLocal(game, random);
        Pair = new JointPolicy(Library.Global(game, observations, Actions), Library.Local(game, Local));
        (Certificate, Witness) = new Certifier(new CertificateOptions { Accuracy = accuracy, Threads = 1 }).Run(game, Pair, game.Agents);
    }

    public CooperativeGame Game { get; }

    public int Observations { get; }

    public int[][] Actions { get; }

    public double[] Local { get; }

    public JointPolicy Pair { get; }

    public NashCertificate Certificate { get; }

    public CertificateWitness? Witness { get; }

    public OrderedGame Ordered => new(Game, Observations);

    public GlobalRule Rule => PolicyEnumeration.Rule(Game, Observations, Actions);
}
