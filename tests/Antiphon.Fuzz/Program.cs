using Antiphon.Fuzz;

try
{
    var options = FuzzOptions.Parse(args);
    if (options.RenewsSeeds)
    {
        using var maker = new SeedMaker(new FuzzFolder(options.Project));
        maker.Make();
        return 0;
    }

    if (options.IsWorker)
    {
        Coverage.Start();
        return new Worker(options).Run();
    }

    return new Supervisor(options, InstrumentedCopy.Make()).Run();
}
catch (FormatException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
