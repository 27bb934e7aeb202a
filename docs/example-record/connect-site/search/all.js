found.all({"count":366,"each":200,"words":["1"]});
