namespace Antiphon.Cli.Output;

/// <summary>Discounted return: mean and standard deviation over the means of the seeds, and the 95 % interval of the mean.</summary>
internal sealed record RewardDocument(double Mean, double Std, double Low, double High);
