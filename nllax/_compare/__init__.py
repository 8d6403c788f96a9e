"""The command `nllax compare`: which likelihood, hence which loss, should a target be trained with?"""
