using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Evaluation.Attacks;

/// <summary>
/// A certificate with its witness as a forger hands them over: every hash is redrawn, so that only what is rechecked can give it away.
/// </summary>
internal sealed record Forgery(CooperativeGame Game, JointPolicy Pair, NashCertificate Certificate, CertificateWitness Witness)
{
    /// <summary>What is changed in the text of the certificate at last.</summary>
    public Func<string, string> Edit { get; init; } = text => text;

    /// <summary>An honest one.</summary>
    public static Forgery Of(Judged honest) => new(honest.Game, honest.Pair, honest.Certificate, honest.Witness!);

    /// <summary>A function of the witness.</summary>
    public WitnessFunction Find(string name) => Witness.Find(name)!;

    /// <summary>With other functions.</summary>
    public Forgery With(Func<WitnessFunction, WitnessFunction> change) =>
        this with
        {
            Witness = new CertificateWitness([.. Witness.Functions.Select(change)]),
        };

    /// <summary>With another function of one name.</summary>
    public Forgery With(string name, Func<WitnessFunction, WitnessFunction> change) =>
        With(function => function.Name == name ? change(function) : function);

    /// <summary>With other numbers in a function.</summary>
    public Forgery WithValues(string name, Func<double, int, double> change) =>
        With(name, function => function with { Values = [.. function.Values.Select(change)] });

    /// <summary>With other figures.</summary>
    public Forgery Claiming(Func<NashCertificate, NashCertificate> change) => this with { Certificate = change(Certificate) };

    /// <summary>The same for another game.</summary>
    public Forgery In(Func<GameDefinition, GameDefinition> change) =>
        this with
        {
            Game = CooperativeGame.Create(change(Game.ToDefinition())),
        };

    /// <summary>With every figure as it follows from the functions, so that no inequality of the gaps can give it away.</summary>
    public Forgery Redrawn() => this with { Certificate = new RedrawnFigures(this).Certificate };

    /// <summary>What verification finds, without files.</summary>
    public Verification Verify() =>
        new CertificateVerifier(new VerificationOptions()).Verify(
            Game,
            Pair,
            new StoredCertificate(Certificate, Certificate.EpsilonInitial, Certificate.EpsilonWorst, null),
            Witness
        );

    /// <summary>
    /// What verification says of the files: why they are refused, else the inequality that fails, else "holds".
    /// </summary>
    public string Verdict()
    {
        NashCertificate redrawn = Certificate with { Game = Game.Name, GameHash = Game.Hash, PolicyHash = PolicyHash.Compute(Pair, Game) };
        using TemporaryFolder folder = new();
        string path = folder.In("c.json");
        string hash = WitnessFile.Save(Witness, WitnessFile.PathFor(path));
        File.WriteAllText(path, Edit(CertificateFile.Write(redrawn, hash)));
        try
        {
            StoredCertificate stored = CertificateFile.Load(path);
            CertificateWitness read = WitnessFile.Load(WitnessFile.PathFor(path), Game, Pair, stored);
            Verification found = new CertificateVerifier(new VerificationOptions()).Verify(Game, Pair, stored, read);
            Assert.True(found.Complete);
            return found.Failure ?? "holds";
        }
        catch (InvalidInputException refusal)
        {
            return $"refused: {refusal.Message.Replace(folder.Root, "", StringComparison.Ordinal)}";
        }
    }
}
